import type { SignedIn } from '../../../src/auth/user-session';
import { ask, type Refusal, refusalOf } from '../../shared/editor/ask';
import { draftInDialog } from './draft-in-dialog';
import type { FieldMarks } from './field-marks';

/** What the status route says. */
interface SignInStatus {
  readonly user?: SignedIn | { readonly error: Refusal };
  /** How the sign-in that was begun here stands. */
  readonly attempt?: 'waiting' | 'done' | { readonly error: Refusal };
}

interface Begun {
  readonly url: string;
  readonly attempt: string;
}

/** Where Procore shows a code instead of sending the browser back; registered for the app like any other address. */
const OUT_OF_BAND = 'urn:ietf:wg:oauth:2.0:oob';

/** ms between two looks whether a sign-in is done. */
const LOOK = 1_000;

const part = (name: string) => $(`#procore-config-sign-in-${name}`);

/** Whose rights the connection has; and a person signs in or out, in a window of their own or by a code that is typed in. */
export function prepareSignIn(node: EditorNode, marks: FieldMarks): void {
  const actAs = $('#node-config-input-actAs');
  const environment = $('#node-config-input-environment');
  const section = $('.procore-config-sign-in');
  const text = (key: string, values?: Record<string, string>) =>
    node._(`procore-config.signIn.${key}`, values);
  /** Whether somebody is signed in, or was. */
  let known = false;
  /** Changes with each sign-in that is begun, so that an older one is no longer waited for. */
  let turn = 0;

  const show = () => section.toggle(known || actAs.val() === 'user');
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
  const showUser = ({ user }: SignInStatus) => {
    known = user !== undefined;
    part('out').toggle(known);
    const isIn = user !== undefined && 'person' in user && !user.ended;
    part('start')
      .find('span')
      .text(text(isIn ? 'other' : 'start'));
    // It is needed once, and beside somebody's name it is only in the way.
    part('return').toggle(!isIn);
    if (!user) say('out', text('nobody'));
    else if ('error' in user) refused(user.error);
    else {
      const values = { who: nameOf(user) || text('somebody'), since: moment(user.signedInAt) };
      if (user.ended) say('failed', text('ended', values));
      else say('in', text('signedIn', values), text('renewed', { until: moment(user.until ?? 0) }));
    }
    show();
  };
  const status = (attempt?: string) =>
    ask<SignInStatus>('sign-in/status', { id: node.id, ...(attempt && { attempt }) });

  /** Looks again and again until the sign-in is done, the dialog is closed or another one is begun. */
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
  /** @param redirectUri left out, Procore shows a code instead */
  const begin = async (redirectUri?: string) => {
    if (marks.empty()) return;
    const mine = ++turn;
    // Opened before anything is waited for, else the browser takes it for an advertisement.
    const opened = window.open('', '_blank', 'popup,width=560,height=720');
    try {
      const connection = draftInDialog(node.id);
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
    }
  };
  const open = (opened: Window | null, url: string) => {
    if (!opened) {
      const link = $('<a target="_blank" rel="noopener noreferrer">').attr('href', url).text(text('open'));
      part('status').append(' ', link);
      return;
    }
    // What is shown there is Procore's, and has no business in the editor.
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
    try {
      const { revoked } = await ask<{ revoked: boolean }>('sign-out', { id: node.id });
      showUser({});
      if (!revoked) RED.notify(text('notRevoked'), 'warning');
    } catch (thrown) {
      refused(refusalOf(thrown));
    }
  });
  environment.on('change', show);
  status().then(showUser, (thrown) => {
    const refusal = refusalOf(thrown);
    // Settings that are missing or wrong are told at their fields, not here.
    if (refusal.code === 'PROCORE_CONFIG') showUser({});
    else refused(refusal);
  });
}

function nameOf({ person: { name, login, id } }: SignedIn): string {
  return name && login ? `${name} (${login})` : name || login || id || '';
}

/** Unix seconds as people here write a date and a time. */
function moment(seconds: number): string {
  return new Date(seconds * 1000).toLocaleString([], { dateStyle: 'medium', timeStyle: 'short' });
}
