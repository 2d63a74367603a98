import type { RunView } from '../../../client/fold/transcript.ts';
import type { RuntimeMode } from '../../../protocol/entities.ts';
import type { MethodResult } from '../../../protocol/methods.ts';
import type { ExportFormat } from '../commands/commands.ts';

/** What can be set and seen of a conversation, whether its session is there already or its first message will open it. */
export type ChatControls = {
  /** Answers the next message; undefined until it is known. */
  model: string | undefined;
  /** It was chosen here; else it is the one that answers wherever nobody chose. */
  namesModel: boolean;
  /** null: whichever is the default. */
  onModel: (model: string | null) => void;
  mode: RuntimeMode;
  /** Takes the place of `mode` at the next turn. */
  pendingMode?: RuntimeMode | undefined;
  onMode: (mode: RuntimeMode) => void;
  /** Where tools work, once there is a session. */
  folder?: string | undefined;
  /** A run is on: what is set applies to what comes after it. */
  busy: boolean;
  /** The last snapshot of the session. */
  usage?: MethodResult<'sessions.get'> | undefined;
  /** The last run that is over. */
  lastRun?: RunView | undefined;
  /** Undefined where there is nothing to export, or no way to. */
  onExport?: ((format: ExportFormat) => Promise<void>) | undefined;
};
