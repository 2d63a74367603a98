import { PolicyPage } from '../../../../ui/console/policy/policy-page.tsx';

export default function Page() {
  return <PolicyPage />;
}
