// Where in the window the person is.

export type View = 'history' | 'settings' | 'welcome';
export type Section =
  | 'general'
  | 'notifications'
  | 'bases'
  | 'addresses'
  | 'rules'
  | 'people'
  | 'accounts'
  | 'storage'
  | 'about';

class Place {
  view = $state<View>('history');
  section = $state<Section>('general');
  /** What the pane beside the list shows when no change is selected. */
  insight = $state(false);
  /** Whether the sidebar is out, where the window is too narrow for it. */
  sidebar = $state(false);
  dialog = $state<'keys' | 'trouble' | null>(null);

  go(view: View, section?: Section) {
    this.view = view;
    if (section) this.section = section;
    this.sidebar = false;
  }
}

export const place = new Place();
