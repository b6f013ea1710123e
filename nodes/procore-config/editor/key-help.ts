/** The link that opens the help in the sidebar where it says how to get a key. */
export function prepareKeyHelp(node: EditorNode): void {
  $('#procore-config-key-help').on('click', () => {
    RED.sidebar.help.show(node.type);
    const heading = node._('procore-config.keyHelp.heading');
    const found = [...document.querySelectorAll('.red-ui-help h3')].find(
      ({ textContent }) => textContent?.trim() === heading,
    );
    found?.scrollIntoView({ block: 'start' });
  });
}
