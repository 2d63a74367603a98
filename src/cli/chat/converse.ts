/**
 * A conversation in a terminal. What is on the screen follows from what is known: the transcript that every client folds, and
 * which question stands (nothing, a message, an approval, a reason, a sign-in link). While a person types, output waits.
 */
import type { ReadStream, WriteStream } from 'node:tty';
import { toCallFailure } from '../../client/call-failure.ts';
import { activeRun, isOver, type Transcript } from '../../client/fold/transcript.ts';
import { newKey } from '../../client/gateway-client.ts';
import { openSession, type SessionStore } from '../../client/session-store.ts';
import type { Approval } from '../../protocol/entities.ts';
import { EXIT } from '../exit-codes.ts';
import { type Connection, connectTo } from '../gateway/connect.ts';
import { enterSession, type Place, parsePlace } from '../gateway/enter-session.ts';
import type { Target } from '../gateway/find-gateway.ts';
import { signInTo } from '../gateway/sign-in.ts';
import { refusalOf } from '../refusals.ts';
import { approvalLines } from '../terminal/approval-text.ts';
import { safeText } from '../terminal/safe-text.ts';
import type { Style } from '../terminal/style.ts';
import { createTranscriptPrinter, type TranscriptPrinter } from '../terminal/transcript-printer.ts';
import { type ApprovalChoice, createApprovalKeys } from './approval-keys.ts';
import { parseLine, type SlashName, slashHelp } from './line.ts';
import { createTerminal } from './terminal.ts';

type Options = {
  input: ReadStream;
  output: WriteStream;
  target: Target;
  connection: Connection;
  place: Place;
  style: Style;
  now: () => number;
};

/** Which question stands. `typing`: a message is written while a run is on, and output waits. */
type Question =
  | { kind: 'none' }
  | { kind: 'message' }
  | { kind: 'typing' }
  | { kind: 'approval'; approvalId: string }
  | { kind: 'reason'; approval: Approval }
  | { kind: 'link'; approval: Approval; choice: ApprovalChoice };

const PROMPT = '› ';
/** Of a session that is opened again, this many items are shown. */
const SHOWN_ITEMS = 12;
const FRAME_MS = 16;
/** Ctrl-C twice within this time leaves. */
const TWICE_MS = 2_000;
const LATER = (delayMs: number, callback: () => void): (() => void) => {
  const timer = setTimeout(callback, delayMs);
  return () => clearTimeout(timer);
};

/** Answers the exit code when the person leaves. */
export function converse({ input, output, target, style, now, ...given }: Options): Promise<number> {
  return new Promise((leaveWith) => {
    let { connection, place } = given;
    let store: SessionStore | undefined;
    let unsubscribe = (): void => {};
    let unwatch = (): void => {};
    let printer: TranscriptPrinter = newPrinter(0);
    let question: Question = { kind: 'none' };
    let isOpened = false;
    let wasOffline = false;
    let isLeft = false;
    /** Messages on their way, and their runs as long as the transcript does not show them. */
    let sending = 0;
    const expected = new Set<string>();
    let interruptedAt = Number.NEGATIVE_INFINITY;
    /** Decided here; the event that says so may still be on its way. */
    const decided = new Set<string>();
    /** Texts that stand on the screen because they were typed here. */
    let typedHere: string[] = [];

    const terminal = createTerminal({
      input,
      output,
      onText: (text, shown) => void entered(text, shown).catch(crashed),
      onKey: (key) => {
        if (question.kind === 'approval') {
          keys.pressed(key);
          terminal.forget();
        } else if (question.kind === 'none' && terminal.typed() !== '') {
          breakLine();
          question = { kind: 'typing' };
          terminal.show(PROMPT);
        } else if (question.kind === 'typing' && terminal.typed() === '' && key.name !== 'return') {
          terminal.hide();
          question = { kind: 'none' };
          draw();
        }
      },
      onInterrupt: interrupted,
      onEnd: () => leave(EXIT.ok.code),
    });
    const keys = createApprovalKeys({ choose: (choice) => void chosen(choice).catch(crashed), now, after: LATER });

    function newPrinter(from: number): TranscriptPrinter {
      return createTranscriptPrinter({
        style,
        speech: true,
        from,
        isShown: (text) => {
          const at = typedHere.indexOf(text);
          if (at >= 0) typedHere = typedHere.toSpliced(at, 1);
          return at >= 0;
        },
      });
    }

    // --- what is on the screen

    function print(text: string): void {
      terminal.hide();
      terminal.write(text);
    }
    function breakLine(): void {
      if (printer.atLineStart()) return;
      terminal.write('\n');
      printer.interrupted(true);
    }
    /** A line of ours, between what is said. */
    function say(text: string): void {
      if (isLeft) return;
      terminal.hide();
      breakLine();
      terminal.write(`${text}\n`);
      if (question.kind === 'typing' || question.kind === 'message') terminal.show(PROMPT);
    }
    const transcript = (): Transcript | undefined => store?.get().transcript;

    function draw(): void {
      if (isLeft) return;
      const view = store?.get();
      if (view?.status === 'missing' || view?.status === 'failed') {
        say(style.red(safeText(view.error?.message ?? 'The session cannot be read.')));
        return leave(EXIT.failed.code);
      }
      if (view?.status === 'loading' || question.kind === 'typing') return;
      if (question.kind === 'reason' || question.kind === 'link') return;
      if (view && !isOpened) opened(view.transcript);
      if (view) {
        const text = printer.next(view.transcript);
        if (text !== '') print(text);
      }
      ask(view?.transcript);
    }

    function opened({ items }: Transcript): void {
      isOpened = true;
      const from = Math.max(0, items.length - SHOWN_ITEMS);
      if (from === 0) return;
      printer = newPrinter(from);
      print(style.dim(`… ${from} earlier\n`));
    }

    /** Which question follows from what is known. */
    function ask(known: Transcript | undefined): void {
      const approval = known && waiting(known, decided);
      if (approval) {
        if (question.kind === 'approval' && question.approvalId === approval.approvalId) return;
        terminal.hide();
        breakLine();
        const help = 'a approve once · s for this session · r reject · Ctrl-C stop the run';
        terminal.write(`${[...approvalLines(approval, style, now()), style.bold(help)].join('\n')}\n`);
        terminal.forget();
        question = { kind: 'approval', approvalId: approval.approvalId };
        return keys.shown();
      }
      if (question.kind === 'approval') keys.gone();
      for (const { runId } of known?.runs ?? []) expected.delete(runId);
      if (sending > 0 || expected.size > 0 || (known && activeRun(known))) {
        terminal.hide();
        question = { kind: 'none' };
      } else {
        breakLine();
        question = { kind: 'message' };
        terminal.show(PROMPT);
      }
    }

    // --- what a person does

    async function entered(text: string, shown: boolean): Promise<void> {
      const answered = question;
      if (shown) printer.interrupted(true);
      if (answered.kind === 'reason') return decide(answered.approval, 'reject', text.trim());
      if (answered.kind === 'link') return signedIn(text, answered);
      if (answered.kind === 'approval') return;
      question = { kind: 'none' };
      terminal.hide();
      const line = parseLine(text);
      if (line.kind === 'message') return send(line.text, shown);
      if (line.kind === 'unclear') say(style.yellow(line.why));
      if (line.kind === 'command') await slash(line.name, line.argument);
      draw();
    }

    async function send(text: string, shown: boolean): Promise<void> {
      if (shown) typedHere.push(text);
      sending += 1;
      const key = newKey();
      try {
        if (!store) {
          const { sessionId } = await enterSession(connection.client, place, key);
          place = { sessionId };
          open(sessionId);
        }
        if (!('sessionId' in place)) return;
        const { sessionId } = place;
        const { runId, status } = await connection.client.mutate(
          'agent.run',
          { sessionId, input: text, attachments: [], onBusy: 'queue' },
          { key },
        );
        expected.add(runId);
        if (status === 'queued') say(style.dim('· Queued: it runs when the run before it is over.'));
      } catch (error) {
        refused(error, 'Not sent: ');
      } finally {
        sending -= 1;
        draw();
      }
    }

    async function slash(name: SlashName, argument: string): Promise<void> {
      const sessionId = 'sessionId' in place ? place.sessionId : undefined;
      try {
        if (name === 'quit') leave(EXIT.ok.code);
        else if (name === 'help') say(slashHelp());
        else if (name === 'stop') await stop();
        else if (name === 'new') begin();
        else if (name === 'mode') {
          const { runtimeMode } = { runtimeMode: undefined, ...parsePlace({ mode: argument }) };
          if (sessionId === undefined) place = { ...place, runtimeMode };
          else if (runtimeMode !== undefined) {
            const answer = await connection.client.mutate('runtime.setMode', { sessionId, runtimeMode });
            if (answer.status === 'queued-change') say(style.dim('· The mode changes with the next run.'));
          }
        } else if (sessionId === undefined) place = { ...place, model: argument };
        else {
          await connection.client.mutate('sessions.update', { sessionId, model: argument });
          say(style.dim(`· ${safeText(argument)} answers from now on.`));
        }
      } catch (error) {
        refused(error);
      }
    }

    async function chosen(choice: ApprovalChoice): Promise<void> {
      const approval = question.kind === 'approval' ? transcript()?.approvals[question.approvalId] : undefined;
      if (!approval) return;
      if (connection.actor.type !== 'user') return askForLink(approval, choice);
      if (choice !== 'reject') return decide(approval, 'approve', undefined, choice);
      question = { kind: 'reason', approval };
      terminal.show('Reason (may be empty): ');
    }

    function askForLink(approval: Approval, choice: ApprovalChoice): void {
      say(
        'Only a person may decide, and this chat runs with the token of the home. Paste the sign-in link that `openfoal start`\n' +
          'printed (press Enter there for a new one), or leave it empty to go back.',
      );
      question = { kind: 'link', approval, choice };
      terminal.show('Sign-in link: ');
    }

    async function signedIn(
      link: string,
      { approval, choice }: { approval: Approval; choice: ApprovalChoice },
    ): Promise<void> {
      terminal.hide();
      if (link.trim() === '') return backToApproval();
      try {
        const user = await connectTo(target, await signInTo(target.url, link));
        const before = connection;
        connection = user;
        watch();
        if ('sessionId' in place) open(place.sessionId, transcript());
        before.close();
        say(style.green('· Signed in, for this chat only.'));
        question = { kind: 'approval', approvalId: approval.approvalId };
        await chosen(choice);
      } catch (error) {
        refused(error);
        askForLink(approval, choice);
      }
    }

    async function decide(
      { approvalId }: Approval,
      decision: 'approve' | 'reject',
      comment?: string,
      scope: 'once' | 'session' = 'once',
    ): Promise<void> {
      question = { kind: 'none' };
      terminal.hide();
      decided.add(approvalId);
      try {
        const why = comment === undefined || comment === '' ? {} : { comment };
        await connection.client.mutate('approval.resolve', { approvalId, decision, scope, ...why });
        say(style.dim(decision === 'approve' ? '· Approved.' : '· Rejected.'));
      } catch (error) {
        decided.delete(approvalId);
        refused(error);
      }
      draw();
    }

    function backToApproval(): void {
      question = { kind: 'none' };
      draw();
    }

    async function stop(): Promise<void> {
      const known = transcript();
      const run = known && activeRun(known);
      if (!run) return say(style.dim('· Nothing runs.'));
      await connection.client.mutate('agent.abort', { runId: run.runId });
    }

    function interrupted(): void {
      const known = transcript();
      const isSecond = now() - interruptedAt < TWICE_MS;
      interruptedAt = now();
      if (isSecond) return leave(EXIT.ok.code);
      if (question.kind === 'reason' || question.kind === 'link') {
        terminal.forget();
        terminal.hide();
        return backToApproval();
      }
      if (question.kind === 'message' && terminal.typed() !== '') return terminal.forget();
      if (known && activeRun(known)) {
        say(style.yellow('Stopping the run … (Ctrl-C again leaves)'));
        void stop().catch(refused);
      } else say(style.dim('Ctrl-C again leaves.'));
    }

    // --- the session and the connection

    function open(sessionId: string, known?: Transcript): void {
      unsubscribe();
      const opened_ = openSession({
        client: connection.client,
        sessionId,
        schedule: (callback) => void setTimeout(callback, FRAME_MS),
        ...(known ? { known } : {}),
      });
      store = opened_;
      unsubscribe = opened_.subscribe(draw);
    }

    /** Another session; what runs in this one goes on. */
    function begin(): void {
      expected.clear();
      unsubscribe();
      store = undefined;
      place = {};
      isOpened = false;
      printer = newPrinter(0);
      say(style.dim('· A new session.'));
    }

    function watch(): void {
      unwatch();
      unwatch = connection.client.connection.subscribe(() => {
        const state = connection.client.connection.get();
        if (state === 'signed-out') {
          say(style.red('The gateway does not accept this credential any more.'));
          leave(EXIT.noGateway.code);
        } else if (state === 'offline' && !wasOffline) {
          wasOffline = true;
          say(style.yellow('· The connection is lost; trying again …'));
        } else if (state === 'open' && wasOffline) {
          wasOffline = false;
          say(style.dim('· Connected again.'));
        }
      });
    }

    function refused(error: unknown, before = ''): void {
      const refusal = refusalOf(error) ?? refusalOf(toCallFailure(error));
      say(style.red(`${before}${refusal?.message ?? 'it failed'}`));
    }

    function leave(code: number): void {
      if (isLeft) return;
      isLeft = true;
      terminal.hide();
      unsubscribe();
      unwatch();
      keys.gone();
      terminal.close();
      connection.close();
      breakLine();
      if ('sessionId' in place) terminal.write(style.dim(`openfoal chat --session ${place.sessionId}\n`));
      leaveWith(code);
    }
    function crashed(error: unknown): void {
      refused(error);
    }

    const who = connection.actor.type === 'user' ? 'you may approve' : 'approving asks for a sign-in';
    terminal.write(
      `${style.dim(`OpenFoal at ${connection.url}; ${who}. /help lists commands, Ctrl-C stops a run, twice leaves.`)}\n`,
    );
    watch();
    if ('sessionId' in place) open(place.sessionId);
    else draw();
  });
}

/** The oldest approval that a run of this session waits for. */
function waiting({ approvals, runs }: Transcript, decided: ReadonlySet<string>): Approval | undefined {
  const over = new Set(runs.filter(({ status }) => isOver(status)).map(({ runId }) => runId));
  return Object.values(approvals).find(
    ({ approvalId, status, runId }) => status === 'pending' && !over.has(runId) && !decided.has(approvalId),
  );
}
