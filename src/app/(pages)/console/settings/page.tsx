import { SettingsPage } from '../../../../ui/console/settings/settings-page.tsx';

export default function Page() {
  return <SettingsPage />;
}
