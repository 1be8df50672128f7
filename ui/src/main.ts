import './lib/locale';
import './styles/base.css';
import { mount } from 'svelte';
import App from './App.svelte';
import { agent } from './lib/agent.svelte';
import { backend } from './lib/backend';
import { history } from './lib/history.svelte';

// All that the first picture shows is asked for at once; the window is not shown before.
await Promise.all([agent.open(), history.reload(), agent.readPeople()]);
mount(App, { target: document.getElementById('app')! });
// Not in an animation frame: WebKitGTK runs none in a window that is not shown.
backend.ready();
// So that it is there at once when somebody wants it.
void import('./views/settings/SettingsView.svelte');
