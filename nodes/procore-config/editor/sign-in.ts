import type { SignedIn } from '../../../src/auth/user-session';
import { ask, type Refusal, refusalOf } from '../../shared/editor/ask';
import type { ConnectionDraft } from '../../shared/editor/connection-draft';
import { onAccountChange } from './account';
import { draftInDialog } from './draft-in-dialog';
import type { FieldMarks } from './field-marks';

/** What the status route says. */
interface SignInStatus {
  readonly user?: SignedIn | { readonly error: Refusal };
  /** Whether the sign-in lasts only if the connection is deployed as the dialog shows it. */
  readonly isDraft?: true;
  /** State of the sign-in that this dialog began. */
  readonly attempt?: 'waiting' | 'done' | { readonly error: Refusal };
}

interface Begun {
  readonly url: string;
  readonly attempt: string;
}

/**
 * With this address Procore shows a code instead of sending the browser back. It must be registered for the app like
 * any other address.
 */
const OUT_OF_BAND = 'urn:ietf:wg:oauth:2.0:oob';

/** ms between two requests for the state of a sign-in. */
const LOOK = 1_000;

/** ms without another key that a person needs to have typed a field to its end. */
const TYPED = 400;

const part = (name: string) => $(`#procore-config-sign-in-${name}`);

/**
 * The field that says whose rights the connection uses, and the buttons to sign in and out. A person signs in through a
 * separate window, or by typing a code. The connection need not be deployed for that: its sign-in waits for it.
 * @returns what to do when the dialog is cancelled
 */
export function prepareSignIn(node: EditorNode, marks: FieldMarks): () => void {
  const actAs = $('#node-config-input-actAs');
  const environment = $('#node-config-input-environment');
  const section = $('.procore-config-sign-in');
  const text = (key: string, values?: Record<string, string>) =>
    node._(`procore-config.signIn.${key}`, values);
  /** Whether somebody is signed in, or was. */
  let known = false;
  /** Changes with each sign-in that begins, so that nothing waits for an older one. */
  let turn = 0;
  let isWaiting = false;
  /** The connections that somebody signed in to here, and that may never be deployed. */
  const begun: ConnectionDraft[] = [];

  const show = () => {
    section.toggle(known || actAs.val() === 'user');
    // Who is signed in is never hidden in the closed fold.
    if (known) section.closest('details').prop('open', true);
  };
  actAs.on('change', show);
  show();

  const address = new URL('procore/callback', window.location.href);
  const canReturn =
    address.protocol === 'https:' || ['localhost', '127.0.0.1', '[::1]'].includes(address.hostname);
  part('address').val(canReturn ? address.href : OUT_OF_BAND);
  part('start').toggle(canReturn);
  part('no-return').toggle(!canReturn);
  part('copy').on('click', () => {
    part('address').trigger('select');
    void navigator.clipboard
      ?.writeText(String(part('address').val()))
      .then(() => RED.notify(text('copied'), 'success'));
  });

  const refused = (refusal: Refusal) => say('failed', `${refusal.cause} ${refusal.fix}`);
  const say = (kind: 'in' | 'out' | 'busy' | 'failed', words: string, more = '') => {
    const icon = { in: 'check', out: 'user-o', busy: 'spinner fa-spin', failed: 'times' }[kind];
    part('status')
      .attr('class', `procore-sign-in-status procore-${kind}`)
      .empty()
      .append($('<i aria-hidden="true">').addClass(`fa fa-${icon}`))
      .append($('<span>').text(words).append($('<span class="procore-more">').text(more)));
  };
  const showUser = ({ user, isDraft }: SignInStatus) => {
    known = user !== undefined;
    part('out').toggle(known);
    const isIn = user !== undefined && 'person' in user && !user.ended;
    part('start')
      .find('span')
      .text(text(isIn ? 'other' : 'start'));
    // The address is needed once; next to the name of the signed-in person it only distracts.
    part('return').toggle(!isIn);
    if (!user) say('out', text('nobody'));
    else if ('error' in user) refused(user.error);
    else {
      const values = { who: nameOf(user) || text('somebody'), since: moment(user.signedInAt) };
      if (user.ended) say('failed', text('ended', values));
      else {
        const more = isDraft ? text('deploy') : text('renewed', { until: moment(user.until ?? 0) });
        say('in', text('signedIn', values), more);
      }
    }
    show();
  };
  const status = (attempt?: string) =>
    ask<SignInStatus>('sign-in/status', {
      connection: draftInDialog(node.id),
      ...(attempt && { attempt }),
    });

  /** Asks repeatedly until the sign-in is done, the dialog is closed or another sign-in begins. */
  const wait = async (attempt: string, mine: number) => {
    while (mine === turn && document.contains(section.get(0) ?? null)) {
      const now = await status(attempt);
      if (mine !== turn) return;
      if (now.attempt === 'done') return showUser(now);
      if (now.attempt !== 'waiting') {
        if (now.attempt) refused(now.attempt.error);
        return;
      }
      await new Promise((resolve) => setTimeout(resolve, LOOK));
    }
  };
  /** @param redirectUri if it is undefined, Procore shows a code instead */
  const begin = async (redirectUri?: string) => {
    if (marks.empty()) return;
    const mine = ++turn;
    isWaiting = true;
    // Opened before the first await: otherwise the browser blocks it as an unwanted popup.
    const opened = window.open('', '_blank', 'popup,width=560,height=720');
    try {
      const connection = draftInDialog(node.id);
      begun.push(connection);
      const { url, attempt } = await ask<Begun>('sign-in', {
        connection,
        ...(redirectUri && { redirectUri }),
      });
      part('typed').toggle(!redirectUri).data('attempt', attempt);
      part('address').val(redirectUri ?? OUT_OF_BAND);
      say('busy', text(redirectUri ? 'waiting' : 'waitingForCode'));
      open(opened, url);
      await wait(attempt, mine);
    } catch (thrown) {
      opened?.close();
      refused(refusalOf(thrown));
    } finally {
      if (mine === turn) isWaiting = false;
    }
  };
  const open = (opened: Window | null, url: string) => {
    if (!opened) {
      const link = $('<a target="_blank" rel="noopener noreferrer">').attr('href', url).text(text('open'));
      part('status').append(' ', link);
      return;
    }
    // The page in that window is Procore's, so it must not reach the editor.
    opened.opener = null;
    opened.location.replace(url);
  };

  part('start').on('click', () => void begin(address.href));
  part('by-code').on('click', () => void begin());
  part('finish').on('click', async () => {
    try {
      const [attempt, code] = [part('typed').data('attempt'), String(part('code').val()).trim()];
      await ask('sign-in/code', { id: node.id, attempt, code });
      part('typed').hide();
      part('code').val('');
    } catch (thrown) {
      refused(refusalOf(thrown));
    }
  });
  part('out').on('click', async () => {
    turn++;
    isWaiting = false;
    try {
      const { revoked } = await ask<{ revoked: boolean }>('sign-out', {
        connection: draftInDialog(node.id),
      });
      showUser({});
      if (!revoked) RED.notify(text('notRevoked'), 'warning');
    } catch (thrown) {
      refused(refusalOf(thrown));
    }
  });
  environment.on('change', show);
  const look = async () => {
    if (isWaiting) return;
    const mine = turn;
    try {
      const now = await status();
      if (mine === turn) showUser(now);
    } catch (thrown) {
      if (mine !== turn) return;
      const refusal = refusalOf(thrown);
      // Missing or wrong settings are shown at their fields, not here. A status means that the person may not ask.
      if (refusal.code === 'PROCORE_CONFIG' && refusal.status === undefined) showUser({});
      else refused(refusal);
    }
  };
  let typing: ReturnType<typeof setTimeout> | undefined;
  // Who is signed in is told of the account that the dialog shows.
  onAccountChange(node, () => {
    clearTimeout(typing);
    typing = setTimeout(() => void look(), TYPED);
  });
  void look();
  return () => {
    turn++;
    clearTimeout(typing);
    // Without an answer, the server drops it after an hour.
    for (const connection of begun) ask('sign-in/drop', { connection }).catch(() => undefined);
  };
}

function nameOf({ person: { name, login, id } }: SignedIn): string {
  return name && login ? `${name} (${login})` : name || login || id || '';
}

/** Formats unix seconds as a date and a time in the reader's language. */
function moment(seconds: number): string {
  return new Date(seconds * 1000).toLocaleString([], { dateStyle: 'medium', timeStyle: 'short' });
}
