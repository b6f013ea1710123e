/** A node's label: the name it was given, else what it does and the company that was picked for it. */
export function labelOf(node: EditorNode, does: string): string {
  if (node.name) return node.name;
  return node.companyType === 'num' && node.companyName ? `${does}: ${node.companyName}` : does;
}
