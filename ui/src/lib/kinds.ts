// Icons and words for what happens to rows, for columns and for ways in.

import Calendar from 'lucide-static/icons/calendar.svg';
import CircleAlert from 'lucide-static/icons/circle-alert.svg';
import CircleDot from 'lucide-static/icons/circle-dot.svg';
import CircleQuestion from 'lucide-static/icons/circle-question-mark.svg';
import Clock from 'lucide-static/icons/clock.svg';
import Globe from 'lucide-static/icons/globe.svg';
import Hash from 'lucide-static/icons/hash.svg';
import Image from 'lucide-static/icons/image.svg';
import Link from 'lucide-static/icons/link-2.svg';
import Mail from 'lucide-static/icons/mail.svg';
import MapPin from 'lucide-static/icons/map-pin.svg';
import Paperclip from 'lucide-static/icons/paperclip.svg';
import Pencil from 'lucide-static/icons/pencil.svg';
import Plus from 'lucide-static/icons/plus.svg';
import ShieldAlert from 'lucide-static/icons/shield-alert.svg';
import Sigma from 'lucide-static/icons/sigma.svg';
import Signature from 'lucide-static/icons/signature.svg';
import SquareCheck from 'lucide-static/icons/square-check.svg';
import Star from 'lucide-static/icons/star.svg';
import Tags from 'lucide-static/icons/tags.svg';
import AlignStart from 'lucide-static/icons/text-align-start.svg';
import Trash from 'lucide-static/icons/trash.svg';
import Type from 'lucide-static/icons/type.svg';
import Unlink from 'lucide-static/icons/unlink.svg';
import User from 'lucide-static/icons/user-round.svg';
import Users from 'lucide-static/icons/users-round.svg';
import type { Component } from 'svelte';
import type { Entry } from '../bindings/api';

type Look = { icon: Component<Record<string, unknown>>; tone: 'added' | 'changed' | 'removed' | 'none'; name: string };

const KINDS: Record<string, Look> = {
  row_added: { icon: Plus, tone: 'added', name: 'kind-row-added' },
  row_changed: { icon: Pencil, tone: 'changed', name: 'kind-row-changed' },
  row_deleted: { icon: Trash, tone: 'removed', name: 'kind-row-deleted' },
  link_added: { icon: Link, tone: 'added', name: 'kind-link-added' },
  link_removed: { icon: Unlink, tone: 'removed', name: 'kind-link-removed' },
  links_changed: { icon: Link, tone: 'changed', name: 'kind-links-changed' },
  other: { icon: CircleDot, tone: 'none', name: 'kind-other' },
  unrecognised: { icon: CircleQuestion, tone: 'none', name: 'kind-unrecognised' },
  missed: { icon: CircleAlert, tone: 'none', name: 'kind-missed' },
};

export const KIND_NAMES = Object.entries(KINDS).map(([kind, { name }]) => ({ kind, name }));

export const kindLook = (kind: string): Look => KINDS[kind] ?? KINDS.other!;

export function entryLook(entry: Entry): Look {
  if (entry.authenticity === 'forged') return { icon: ShieldAlert, tone: 'removed', name: 'kind-forged' };
  return kindLook(entry.kind);
}

/** The title, which the agent cuts short for popups, with the row's whole name. */
export function wholeTitle({ title, row }: Entry): string {
  const isCut = title.endsWith('…') && row.name.startsWith(title.slice(0, -1).trimEnd());
  return isCut ? row.name : title;
}

const COLUMNS: Record<string, { icon: Look['icon']; name: string }> = {
  text: { icon: Type, name: 'column-text' },
  'long-text': { icon: AlignStart, name: 'column-long-text' },
  number: { icon: Hash, name: 'column-number' },
  'auto-number': { icon: Hash, name: 'column-auto-number' },
  collaborator: { icon: Users, name: 'column-collaborator' },
  date: { icon: Calendar, name: 'column-date' },
  duration: { icon: Clock, name: 'column-duration' },
  'single-select': { icon: CircleDot, name: 'column-single-select' },
  'multiple-select': { icon: Tags, name: 'column-multiple-select' },
  image: { icon: Image, name: 'column-image' },
  file: { icon: Paperclip, name: 'column-file' },
  checkbox: { icon: SquareCheck, name: 'column-checkbox' },
  rate: { icon: Star, name: 'column-rate' },
  email: { icon: Mail, name: 'column-email' },
  url: { icon: Globe, name: 'column-url' },
  geolocation: { icon: MapPin, name: 'column-geolocation' },
  'digital-sign': { icon: Signature, name: 'column-digital-sign' },
  link: { icon: Link, name: 'column-link' },
  formula: { icon: Sigma, name: 'column-formula' },
  'link-formula': { icon: Sigma, name: 'column-link-formula' },
  creator: { icon: User, name: 'column-creator' },
  'last-modifier': { icon: User, name: 'column-last-modifier' },
  ctime: { icon: Clock, name: 'column-ctime' },
  mtime: { icon: Clock, name: 'column-mtime' },
};

export const columnLook = (type: string) => COLUMNS[type] ?? { icon: Type, name: 'column-other' };

const SOURCES: Record<string, string> = {
  local: 'source-local',
  relay: 'source-relay',
  relay_kept: 'source-relay-kept',
  realtime: 'source-realtime',
  catch_up: 'source-catch-up',
};

export const SOURCE_NAMES = Object.entries(SOURCES).map(([source, name]) => ({ source, name }));

export const sourceName = (source: string) => SOURCES[source] ?? 'source-other';

/** The base that samples are of, and of which SeaTable knows nothing. */
const SAMPLE_BASE = '726f7762656c6c2d73616d706c65212e';

export const isSample = (entry: Entry) => entry.dtable_uuid === SAMPLE_BASE;

/** Whether it is a way that webhooks come by. */
export const isWebhook = (source: string) => ['local', 'relay', 'relay_kept'].includes(source);
