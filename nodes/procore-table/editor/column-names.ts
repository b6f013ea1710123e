/** A box of the tree: the column that it stands for, and the object that the column belongs to. */
export interface Box {
  readonly path: string;
  /** The outermost key; an object whose boxes are all checked goes by it. */
  readonly key: string;
  readonly isChecked: boolean;
}

/**
 * What the Columns field has after a box was clicked. Names that the tree does not show stay, since rows may have them, and
 * so does the order that somebody has typed.
 * @param typed what the field had before
 * @returns empty for all columns; undefined if no column would be left
 */
export function namesAfter(typed: string, boxes: readonly Box[]): string | undefined {
  const before = typed
    .split(/[,\n]/)
    .map((name) => name.trim())
    .filter(Boolean);
  const isShown = (name: string) => boxes.some(({ path, key }) => path === name || key === name);
  const others = before.filter((name) => !isShown(name));
  if (others.length === 0 && boxes.every(({ isChecked }) => isChecked)) return '';
  const wholeKeys = new Map<string, boolean>();
  for (const { key, isChecked } of boxes) wholeKeys.set(key, (wholeKeys.get(key) ?? true) && isChecked);
  const wanted = new Set(
    boxes
      .filter(({ isChecked }) => isChecked)
      .map(({ path, key }) => (wholeKeys.get(key) && !key.includes('.') ? key : path)),
  );
  const kept = before.filter((name) => wanted.has(name) || !isShown(name));
  const names = [...new Set([...kept, ...wanted])];
  return names.length > 0 ? names.join(', ') : undefined;
}
