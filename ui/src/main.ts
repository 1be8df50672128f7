import './lib/locale';
import './styles/base.css';
import { mount } from 'svelte';
import App from './App.svelte';
import { agent } from './lib/agent.svelte';
import { backend } from './lib/backend';
import { history } from './lib/history.svelte';
import { made, painted } from './lib/painted';
import { place } from './lib/place.svelte';
import { mailboxes } from './lib/relays';

/** Nothing has come, and nothing could. */
function isFirstRun() {
  const hasWayIn = agent.status?.bases.some((base) => base.connection) || mailboxes(agent.status).length > 0;
  return agent.status?.total === 0 && !hasWayIn;
}

async function start() {
  // All that the first picture shows is asked for at once; the window is not shown before.
  await Promise.all([agent.open(), history.reload(), agent.readPeople()]);
  if (isFirstRun()) {
    await import('./views/first-run/Welcome.svelte');
    place.go('welcome');
  }
  mount(App, { target: document.getElementById('app')! });
  // Not in an animation frame: WebKitGTK runs none in a window that is not shown.
  backend.ready();
  made();
  // So that they are there at once when somebody wants them.
  await painted;
  await import('./views/history/Detail.svelte');
  await import('./views/settings/SettingsView.svelte');
}

void start();
