import type { Fields, ValueOf } from './field.js';

/**
 * The settings that a client is opened with, by field. Seconds become milliseconds, a percentage becomes a share of 1.
 */
export type SettingsOf<F extends Fields> = {
  [Name in keyof F as F[Name] extends { kind: 'choice' } ? Name : never]: ValueOf<F[Name]>;
} & {
  [Name in keyof F as F[Name] extends { kind: 'tick' } ? Name : never]: boolean;
} & {
  [Name in keyof F as F[Name] extends { kind: 'seconds' } ? `${Name & string}Ms` : never]: number;
} & {
  [Name in keyof F as F[Name] extends { kind: 'count' | 'percent' } ? Name : never]: number;
} & {
  [Name in keyof F as F[Name] extends { kind: 'credential' } ? Name : never]: string;
} & {
  [Name in keyof F as F[Name] extends { kind: 'text' | 'id' } ? Name : never]?: string;
};

/**
 * The settings that a connection's fields stand for. Hosts and referenced nodes are not among them: the environment
 * decides which hosts count, and nodes must be looked up.
 * @param given fields with their defaults, and credentials
 * @param expand fills in the variables in the text of a field; throws if one is not set
 */
export function settingsOf<F extends Fields>(
  fields: F,
  given: Readonly<Record<string, unknown>>,
  expand: (text: string, label: string) => string,
): SettingsOf<F> {
  const settings: Record<string, unknown> = {};
  for (const [name, field] of Object.entries(fields)) {
    const value = given[name];
    const typed = String(value ?? '');
    const isExact = 'isExact' in field && field.isExact;
    const text = () => expand(isExact ? typed : typed.trim(), field.label ?? name);
    // A variable may be set to an empty text.
    const number = () => Number(text() || ('default' in field && field.default));
    if (field.kind === 'tick') settings[name] = field.default ? value !== false : value === true;
    else if (field.kind === 'choice') settings[name] = value;
    else if (field.kind === 'seconds') settings[`${name}Ms`] = number() * 1000;
    else if (field.kind === 'percent') settings[name] = number() / 100;
    else if (field.kind === 'count') settings[name] = number();
    else if (field.kind === 'credential') settings[name] = text();
    else if (field.kind === 'text' || field.kind === 'id') settings[name] = text() || undefined;
  }
  return settings as SettingsOf<F>;
}
