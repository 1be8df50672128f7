// Icons and words for what happens to rows, for columns and for ways in.

import Calendar from '@lucide/svelte/icons/calendar';
import CircleAlert from '@lucide/svelte/icons/circle-alert';
import CircleDot from '@lucide/svelte/icons/circle-dot';
import CircleQuestion from '@lucide/svelte/icons/circle-question-mark';
import Clock from '@lucide/svelte/icons/clock';
import Globe from '@lucide/svelte/icons/globe';
import Hash from '@lucide/svelte/icons/hash';
import Image from '@lucide/svelte/icons/image';
import Link from '@lucide/svelte/icons/link-2';
import Mail from '@lucide/svelte/icons/mail';
import MapPin from '@lucide/svelte/icons/map-pin';
import Paperclip from '@lucide/svelte/icons/paperclip';
import Pencil from '@lucide/svelte/icons/pencil';
import Plus from '@lucide/svelte/icons/plus';
import ShieldAlert from '@lucide/svelte/icons/shield-alert';
import Sigma from '@lucide/svelte/icons/sigma';
import Signature from '@lucide/svelte/icons/signature';
import SquareCheck from '@lucide/svelte/icons/square-check';
import Star from '@lucide/svelte/icons/star';
import Tags from '@lucide/svelte/icons/tags';
import AlignStart from '@lucide/svelte/icons/text-align-start';
import Trash from '@lucide/svelte/icons/trash';
import Type from '@lucide/svelte/icons/type';
import Unlink from '@lucide/svelte/icons/unlink';
import User from '@lucide/svelte/icons/user-round';
import Users from '@lucide/svelte/icons/users-round';
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
