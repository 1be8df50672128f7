import './lib/locale';
import './styles/base.css';
import { mount } from 'svelte';
import App from './App.svelte';
import { agent } from './lib/agent.svelte';
import { backend } from './lib/backend';
import { history } from './lib/history.svelte';
import { made, painted } from './lib/painted';

// All that the first picture shows is asked for at once; the window is not shown before.
await Promise.all([agent.open(), history.reload(), agent.readPeople()]);
mount(App, { target: document.getElementById('app')! });
// Not in an animation frame: WebKitGTK runs none in a window that is not shown.
backend.ready();
made();
// So that they are there at once when somebody wants them.
void painted.then(async () => {
  await import('./views/history/Detail.svelte');
  await import('./views/settings/SettingsView.svelte');
});
