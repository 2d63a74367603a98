import { AuditPage } from '../../../../ui/console/audit/audit-page.tsx';

export default function Page() {
  return <AuditPage />;
}
