// What the rule editor says: loaded with it, because the window opens faster without.

import de from '../../../locales/rules/de.ftl?raw';
import en from '../../../locales/rules/en.ftl?raw';
import fr from '../../../locales/rules/fr.ftl?raw';
import { addMessages } from '../messages.svelte';

addMessages({ en, de, fr });
