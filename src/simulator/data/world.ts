/** The companies and projects of one simulator, and the records in them. */
import { zoneIdOffset } from '../assumed.js';
import type { Settings } from '../options.js';
import { Chance } from './chance.js';
import { Changes } from './changes.js';
import { type Company, homeOf, type Project } from './company.js';
import type { LogKind } from './daily-logs.js';
import { DAY } from './dates.js';
import { DayRows } from './day-rows.js';
import { ID_STEP, ProjectRows } from './project-rows.js';
import type { Kind } from './rows.js';
import { BUILDINGS, CITIES, COMPANY_NAMES, PLACES } from './words.js';

const FIRST_COMPANY_ID = 30_214;
const FIRST_PROJECT_ID = 2_783_600;
const FIRST_START = Date.UTC(2024, 0, 8);
/** Projects of each company as a share of the first company's; the last share applies to all further companies. */
const PROJECT_SHARES = [1, 1 / 3, 1 / 5] as const;

export class World {
  readonly companies: readonly Company[];
  /** What happened to the records. */
  readonly changes = new Changes();
  readonly #settings: Settings;
  readonly #companies = new Map<number, Company>();
  readonly #projects = new Map<number, Project>();
  readonly #rows = new Map<string, ProjectRows>();
  readonly #logs = new Map<string, DayRows>();
  /** The projects of each company, which grow. */
  readonly #listed = new Map<Company, Project[]>();
  readonly #written = new Map<Project, Readonly<Record<string, unknown>>>();

  constructor(settings: Settings) {
    this.#settings = settings;
    const { companies, companiesNotInstalled } = settings;
    this.companies = Array.from({ length: companies + companiesNotInstalled }, (_, ordinal) =>
      this.#found(ordinal, ordinal < companies),
    );
  }

  /** Average number of RFIs in a project; the size of everything else depends on it. */
  get records(): number {
    return this.#settings.records;
  }

  /** A company by the id in a call. */
  company(id: string): Company | undefined {
    return this.#companies.get(Number(id));
  }

  /** A project by the id in a call. */
  project(id: string): Project | undefined {
    return this.#projects.get(Number(id));
  }

  /** What was written to a project itself. */
  written(project: Project): Readonly<Record<string, unknown>> {
    return this.#written.get(project) ?? {};
  }

  /** Changes a project itself. */
  write(project: Project, fields: Readonly<Record<string, unknown>>): void {
    this.#written.set(project, { ...this.written(project), ...fields });
  }

  /** Adds a project, which the app that made it may open. */
  addProject(company: Company): Project {
    // A position that no inactive project has.
    const project = this.#build(company, 0, true);
    this.#listed.get(company)?.push(project);
    return project;
  }

  /** The records of one kind in one project: made when they are read, kept if they were written. */
  rows(kind: Kind, project: Project): ProjectRows {
    if (kind.ofCompany && project.ordinal >= 0) return this.rows(kind, homeOf(project.company));
    const key = `${kind.name}/${project.company.id}/${project.id}`;
    let rows = this.#rows.get(key);
    if (!rows) {
      const { records } = this.#settings;
      const percent = project.ordinal === 0 ? 100 : project.chance.between(1, 40, 160);
      const average = Math.max(1, Math.round((records * kind.share * percent) / 100));
      const length =
        kind.exactly?.(project.company) ?? Math.min(average + (kind.binned ?? 0), kind.most ?? average);
      const room = this.#roomOf(kind);
      const whole = kind.of && this.rows(kind.of, homeOf(project.company));
      rows = new ProjectRows({ kind, project, length, room, whole, changes: this.changes });
      this.#rows.set(key, rows);
    }
    return rows;
  }

  /** The project of a company in which a record of the kind has the id, if one has: read from the id, since there may be many. */
  holder(kind: Kind, company: Company, id: number): Project | undefined {
    const known = kind.exactly?.(company) ?? 0;
    const among = (project: Project) => {
      const index = kind.ids?.indexOf(project, id);
      return index !== undefined && index >= 0 && index < known;
    };
    const fixed = kind.ids && company.projects.find(among);
    if (fixed) return fixed;
    const ordinal = Math.floor((id - company.idOffset - kind.firstId) / (this.#roomOf(kind) * ID_STEP));
    return company.projects.find((project) => project.ordinal === ordinal);
  }

  /** Ids that are kept for a project: those of its neighbour stay apart even if a test adds as many records again. */
  #roomOf({ share }: Kind): number {
    return Math.ceil(this.#settings.records * share * 4) + 1000;
  }

  /** The daily logs of one kind in one project, in the same way. */
  logs(kind: LogKind, project: Project): DayRows {
    const key = `${kind.name}/${project.id}`;
    let logs = this.#logs.get(key);
    if (!logs) {
      logs = new DayRows(kind, project, this.#settings.records, this.changes);
      this.#logs.set(key, logs);
    }
    return logs;
  }

  #found(ordinal: number, installed: boolean): Company {
    const { projects, shares, projectsNotPermitted, records } = this.#settings;
    const idOffset = zoneIdOffset(ordinal);
    const listed: Project[] = [];
    const name = COMPANY_NAMES[ordinal % COMPANY_NAMES.length] as string;
    const round = Math.floor(ordinal / COMPANY_NAMES.length);
    const company: Company = {
      id: idOffset + FIRST_COMPANY_ID + ordinal * 937,
      name: round === 0 ? name : `${name} ${round + 1}`,
      installed,
      ordinal,
      idOffset,
      userCount: Math.max(20, 2 * records),
      projects: listed,
    };
    const falling = PROJECT_SHARES[Math.min(ordinal, PROJECT_SHARES.length - 1)] as number;
    const share = shares === 'equal' ? 1 : falling;
    const permitted = installed ? Math.max(1, Math.round(projects * share)) : 0;
    // A company without the app has projects too: a caller may know the id of one.
    const others = installed ? projectsNotPermitted : Math.max(1, projectsNotPermitted);
    for (let index = 0; index < permitted + others; index++) {
      listed.push(this.#build(company, index, index < permitted));
    }
    this.#companies.set(company.id, company);
    this.#listed.set(company, listed);
    return company;
  }

  #build(company: Company, index: number, permitted: boolean): Project {
    const ordinal = this.#projects.size;
    const chance = new Chance(0x9702, ordinal);
    const building = BUILDINGS[ordinal % BUILDINGS.length] as Project['building'];
    // The two lists' lengths share no factor, so a name repeats only after all pairs were used.
    const place = PLACES[ordinal % PLACES.length] as string;
    const round = Math.floor(ordinal / (PLACES.length * BUILDINGS.length));
    const start = FIRST_START + chance.between(2, 0, 130) * 7 * DAY;
    const project: Project = {
      id: company.idOffset + FIRST_PROJECT_ID + ordinal * 17 + chance.between(3, 0, 16),
      name: `${place} ${building.name}${round === 0 ? '' : ` ${round + 1}`}`,
      number: `${new Date(start).getUTCFullYear() % 100}-${1000 + ordinal}`,
      // About one in eight is inactive, never a company's first.
      active: index % 8 !== 5,
      permitted,
      ordinal,
      company,
      building,
      site: chance.pick(4, CITIES),
      start,
      finish: start + chance.between(5, 52, 130) * 7 * DAY,
      chance,
    };
    this.#projects.set(project.id, project);
    return project;
  }
}
