/** A node's label: its name, or else what it does and the picked company. */
export function labelOf(node: EditorNode, does: string): string {
  if (node.name) return node.name;
  return node.companyType === 'num' && node.companyName ? `${does}: ${node.companyName}` : does;
}
