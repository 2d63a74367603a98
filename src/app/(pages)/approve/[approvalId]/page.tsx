import { ApprovePage } from '../../../../ui/approve/approve-page.tsx';

/** One approval, for whoever was called to it from elsewhere. */
export default async function Page({ params }: { params: Promise<{ approvalId: string }> }) {
  const { approvalId } = await params;
  return <ApprovePage approvalId={decodeURIComponent(approvalId)} />;
}
