// What the settings say: loaded with them, because the window opens faster without.

import de from '../../../locales/settings/de.ftl?raw';
import en from '../../../locales/settings/en.ftl?raw';
import fr from '../../../locales/settings/fr.ftl?raw';
import { addMessages } from '../../lib/messages.svelte';

addMessages({ en, de, fr });
