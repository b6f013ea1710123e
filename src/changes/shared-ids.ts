/** The companies' directories: Procore adds a user or vendor of the company to a project, and takes it out of it again. */
const DIRECTORY = /\/(users|vendors|people)(\/inactive)?$/;

/** What can be chosen in a project: mostly people and companies of the directory. */
const CHOICES =
  /\/filter_options\/|_options$|\/(default_distribution|assignees(\/current)?|assignable_users|potential_(assignees|rfi_managers|distribution_members|points_of_contact)|available_(final_approvers|punch_item_managers)|distribution_groups_with_ancestors)$/;

/** What a company defines once, and its projects show. */
const DEFINITIONS = /[/_](types|statuses|form_templates|permission_templates|work_classifications)$/;

/**
 * Whether several projects may have a row with the same id at the same time. The row says that the project has it, and no
 * record is moved to another project: if a project misses the row, that project does not have it any more, and this says
 * nothing about the others. For all other lists, an id is in one project at a time.
 *
 * The endings are those of Procore's reference (September 2026). One that is here without need does no harm to lists whose
 * records are never moved.
 * @param path of a list, with placeholders or with ids
 */
export function sharesIds(path: string): boolean {
  const [plain = ''] = path.split('?');
  return [DIRECTORY, CHOICES, DEFINITIONS].some((ending) => ending.test(plain));
}
