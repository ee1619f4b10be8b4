import { useEffect, type ReactNode } from 'react';
import { Link, useRoute } from 'wouter';
import { may } from '../../../shared/rules/permissions.ts';
import { ApprovalSettings } from '../components/approval-settings.tsx';
import { CalendarSettings } from '../components/calendar-settings.tsx';
import { ListSettings } from '../components/list-settings.tsx';
import { LifecycleSettings } from '../components/lifecycle-settings.tsx';
import { MacroSettings } from '../components/macro-settings.tsx';
import { MergeSettings } from '../components/merge-settings.tsx';
import { lazyPart, Part } from '../components/part.tsx';
import { PeopleSettings } from '../components/people-settings.tsx';
import { PolicySettings } from '../components/policy-settings.tsx';
import { ReplySettings } from '../components/reply-settings.tsx';
import { SettingsContents } from '../components/settings-contents.tsx';
import { SlaSettings } from '../components/sla-settings.tsx';
import { TemplateSettings } from '../components/template-settings.tsx';
import { TeamSettings } from '../components/team-settings.tsx';
import { useWorkspace } from '../hooks/workspace-context.tsx';
import '../styles/ticket.css';
import '../styles/settings.css';

const loadCalendar = () => import('../components/calendar-editor.tsx');
const loadPolicy = () => import('../components/policy-editor.tsx');
const CalendarEditor = lazyPart(() => loadCalendar().then((module) => module.CalendarEditor));
const PolicyEditor = lazyPart(() => loadPolicy().then((module) => module.PolicyEditor));
const AuditScreen = lazyPart(() => import('./audit-screen.tsx').then((module) => module.AuditScreen));
const FleetScreen = lazyPart(() => import('./fleet-screen.tsx').then((module) => module.FleetScreen));
const loadTemplate = () => import('../components/template-editor.tsx');
const TemplateEditor = lazyPart(() => loadTemplate().then((module) => module.TemplateEditor));
const loadReply = () => import('../components/reply-editor.tsx');
const ReplyEditor = lazyPart(() => loadReply().then((module) => module.ReplyEditor));
const loadMacro = () => import('../components/macro-editor.tsx');
const MacroEditor = lazyPart(() => loadMacro().then((module) => module.MacroEditor));
const ReviewScreen = lazyPart(() => import('./review-screen.tsx').then((module) => module.ReviewScreen));

/** What an admin decides for everybody. Works without a network: it takes effect when the server has it. */
export function SettingsScreen(): ReactNode {
  const { me, account } = useWorkspace();
  const [, calendar] = useRoute('/settings/calendars/:id');
  const [, policy] = useRoute('/settings/sla/:id');
  const [, template] = useRoute('/settings/templates/:id');
  const [, reply] = useRoute('/settings/replies/:id');
  const [, macro] = useRoute('/settings/macros/:id');
  const [onReview] = useRoute('/settings/review');
  const [onAudit] = useRoute('/settings/audit');
  const [onFleet] = useRoute('/settings/devices');
  if (!may(me.role, 'policies:manage')) {
    return (
      <section className="pane empty">
        <title>Settings – Waypost</title>
        <h1>Settings are the admins’</h1>
        <p>Ask an admin of {account.tenant.name} if something should be different here.</p>
      </section>
    );
  }
  const one = calendar ?? policy ?? template ?? reply ?? macro;
  if (!one && !onReview && !onAudit && !onFleet) return <AllSettings />;
  return (
    <Part fallback={<div className="pane" aria-busy="true" />}>
      {calendar && <CalendarEditor key={calendar.id} id={calendar.id} />}
      {policy && <PolicyEditor key={policy.id} id={policy.id} />}
      {template && <TemplateEditor key={template.id} id={template.id} />}
      {reply && <ReplyEditor key={reply.id} id={reply.id} />}
      {macro && <MacroEditor key={macro.id} id={macro.id} />}
      {onReview && <ReviewScreen />}
      {onAudit && <AuditScreen />}
      {onFleet && <FleetScreen />}
    </Part>
  );
}

/** What is read here and not set. */
function OfficeSettings(): ReactNode {
  return (
    <section id="office" aria-labelledby="office-title">
      <h2 id="office-title">Devices, and who did what</h2>
      <p>
        <Link href="/settings/devices">Devices: whose, since when away, what has not been sent</Link>
      </p>
      <p>
        <Link href="/settings/audit">
          Audit log: every change, refusal, sign-in, export and look into the archive
        </Link>
      </p>
    </section>
  );
}

function AllSettings(): ReactNode {
  const { account } = useWorkspace();
  useEffect(
    () => void Promise.allSettled([loadCalendar(), loadPolicy(), loadTemplate(), loadReply(), loadMacro()]),
    [],
  );
  // Whoever comes back from one of them goes on where they were.
  useEffect(() => {
    document.getElementById(location.hash.slice(1))?.scrollIntoView();
  }, []);
  return (
    <section className="pane settings settings-all" aria-labelledby="settings-title">
      <title>Settings – Waypost</title>
      <header>
        <h1 id="settings-title">Settings</h1>
        <p>
          For everybody in {account.tenant.name}. A change made without a network waits on this device, and
          takes effect as soon as the server has it.
        </p>
      </header>
      <SettingsContents />
      <PolicySettings />
      <LifecycleSettings />
      <ApprovalSettings />
      <SlaSettings />
      <CalendarSettings />
      <ListSettings />
      <TemplateSettings />
      <ReplySettings />
      <MacroSettings />
      <TeamSettings />
      <PeopleSettings />
      <MergeSettings />
      <OfficeSettings />
    </section>
  );
}
