import type { DemonstrationReport } from './play.ts';

/** The report for people. */
export function showReport(report: DemonstrationReport): string {
  const { composite, seconds } = report;
  const lines = [
    report.ok ? 'The demonstration worked:' : 'The demonstration did NOT work:',
    `  ${report.scenes} scenes written, ${report.items} items, ${report.failures} files refused`,
    `  search found ${report.search.matched}; a signed URL answered ${report.signed.status}`,
    `  ${report.notifications.feed} feed entries, ${report.notifications.webhook} webhooks`,
    composite
      ? `  composite of ${composite.width} × ${composite.height} pixels by ${composite.tasks} tasks in ${composite.seconds} s`
      : '  no composite: nothing that came in can be composited',
    `  event to searchable ${seconds.eventToSearchableP95} s, to webhook ${seconds.eventToWebhookP95} s (p95); ${seconds.total} s in all`,
  ];
  return lines.join('\n');
}
