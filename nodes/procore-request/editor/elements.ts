/** The elements of a dialog, under the name by which this dialog's files know them. */
export * from '../../shared/editor/elements';
