import type { PolicyDocument } from '../../../protocol/entities.ts';
import type { FieldProblem } from './field-problem.ts';

/** What every part of the form works on. */
export type FormPart = {
  document: PolicyDocument;
  /** Why the gateway refused the document as it is. */
  problem: FieldProblem | undefined;
  onChange: (document: PolicyDocument) => void;
};
