import { ModelsPage } from '../../../../ui/console/models/models-page.tsx';

export default function Page() {
  return <ModelsPage />;
}
