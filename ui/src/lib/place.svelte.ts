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
  dialog = $state<'keys' | 'problems' | null>(null);
  /** Where connecting a base begins: with the choice of a way, with a token, or with a relay. */
  way = $state<'choose' | 'token' | 'relay'>('choose');
  /** The invitation to a relay that was opened: its link, or the relay's address. */
  invited = $state<string | null>(null);

  /** To the step before, while connecting is in one that has one. */
  stepBack: (() => void) | null = null;

  go(view: View, section?: Section) {
    this.view = view;
    if (section) this.section = section;
    this.sidebar = false;
    this.way = 'choose';
    this.invited = null;
  }

  /** To where a base's token is entered. */
  connect() {
    this.go('welcome');
    this.way = 'token';
  }

  /** To where an invitation to a relay can be accepted. */
  invite(link: string) {
    this.go('welcome');
    this.way = 'relay';
    this.invited = link;
  }
}

export const place = new Place();
