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
  /** Where connecting a base begins: with the choice of a way, or with a token. */
  way = $state<'choose' | 'token'>('choose');

  go(view: View, section?: Section) {
    this.view = view;
    if (section) this.section = section;
    this.sidebar = false;
    this.way = 'choose';
  }

  /** To where a base's token is entered. */
  connect() {
    this.go('welcome');
    this.way = 'token';
  }
}

export const place = new Place();
