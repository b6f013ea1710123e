/**
 * Deeds that are done to rows which a body names, and that make no row: people are activated, equipment is associated with a project,
 * users are added to one.
 */
import { type Context, companyOf } from '../context.js';
import type { Project } from '../data/company.js';
import { PROJECT_USERS } from '../data/people.js';
import type { Row } from '../data/rows.js';
import { type Fields, isFields } from '../form.js';
import type { Collection } from './collection.js';
import type { Shape } from './facts.js';
import type { Place } from './place.js';

/** What a deed needs to know of a row. */
export interface DeedOn {
  readonly place: Place;
  readonly method: string;
  readonly collection: Collection;
  readonly row: Row;
  /** The row as its list shows it. */
  readonly shown: Fields;
  /** What the body says of it. */
  readonly piece: Fields;
}

/** The id of the row that a piece of the body names: `id`, `user_id`, or `equipment_id` for the `equipment_register`. */
export function idNamed(piece: Fields, { singular }: Collection): string {
  const own = piece.id ?? piece[`${singular}_id`] ?? piece[`${singular.replace(/_.*$/, '')}_id`];
  return String(own ?? '');
}

/** What the deed changes in the row. */
export function changesBy(context: Context, deed: DeedOn): Fields {
  const { place, method, collection, shown, piece } = deed;
  const active = /\/bulk_(de)?activate$/.exec(place.path);
  if (active) return activity(collection.item(), shown, active[1] === undefined);
  const project = projectIn(context, piece);
  if (place.path.endsWith('/associate'))
    return project ? whereabouts(shown, project, method !== 'DELETE') : {};
  const { permission_template_id: template } = piece;
  return template === undefined ? {} : { permission_template_id: template };
}

/** A user who is added to a project is one of its users then. @returns the project */
export function addedTo(context: Context, { place, row, piece }: DeedOn): Project | undefined {
  const project = place.path.endsWith('/users/bulk_add') ? projectIn(context, piece) : undefined;
  const users = project && context.world.rows(PROJECT_USERS, project);
  if (users && !users.find(String(row.id))) users.adopt(row);
  return project;
}

/** Whether the project that a piece of the body names, if it names one, is seen by the caller. */
export function isProjectThere(context: Context, piece: Fields): boolean {
  return piece.project_id === undefined || projectIn(context, piece) !== undefined;
}

function projectIn(context: Context, { project_id: id }: Fields): Project | undefined {
  const named = companyOf(context).projects.find((project) => String(project.id) === String(id));
  return context.project ?? (named && context.account.sees(named) ? named : undefined);
}

/** The flag that says whether somebody is active, which may be inside an object: `contact.is_active`. */
function activity(item: Shape, shown: Fields, isActive: boolean): Fields {
  for (const { name, shape } of item.kind === 'object' ? item.fields : []) {
    if (name === 'is_active') return { is_active: isActive };
    const inner = shape.kind === 'object' && shape.fields.some((field) => field.name === 'is_active');
    const before = shown[name];
    if (inner) return { [name]: { ...(isFields(before) && before), is_active: isActive } };
  }
  return { is_active: isActive };
}

/** The projects in which equipment is. */
function whereabouts({ current_project_ids: ids }: Fields, { id }: Project, isThere: boolean): Fields {
  const others = [ids ?? []].flat().filter((each) => String(each) !== String(id));
  return { current_project_ids: isThere ? [...others, String(id)] : others };
}
