import { useEffect, useState, type ReactNode } from 'react';
import type { LostWork } from '../../queries/types.ts';
import { demoDirectory, useSession } from '../../session/session.ts';
import { DemoPeople, type DemoTenants } from '../components/demo-people.tsx';
import { Glyph, Waymark } from '../components/glyph.tsx';
import { SignInForm } from '../components/sign-in-form.tsx';
import { useOnline } from '../hooks/use-media.ts';
import { countWords } from '../words/labels.ts';
import { fullTime } from '../words/time-words.ts';
import '../styles/sign-in.css';

/** The door: sign in once with a network; from then on this browser opens without one. */
export function SignInScreen(): ReactNode {
  const online = useOnline();
  const { lost } = useSession();
  const [demo, setDemo] = useState<DemoTenants | null>(null);

  useEffect(() => {
    if (!online) return undefined;
    let gone = false;
    void demoDirectory().then((directory) => {
      if (!gone) setDemo(directory?.tenants ?? null);
    });
    return () => {
      gone = true;
    };
  }, [online]);

  return (
    <main className="door">
      <title>Sign in – Waypost</title>
      <section className="door-card" aria-labelledby="door-title">
        <header className="door-head">
          <Waymark />
          <div>
            <h1 id="door-title">Waypost</h1>
            <p>The ticket desk that works where the network doesn’t.</p>
          </div>
        </header>
        {lost && <Lost lost={lost} online={online} />}
        {!online && !lost && <NoNetwork />}
        <SignInForm />
      </section>
      {demo && demo.length > 0 && <DemoPeople tenants={demo} />}
    </main>
  );
}

/** The browser has removed what was here; only signing in again brings it back. */
function Lost({ lost, online }: { lost: LostWork; online: boolean }): ReactNode {
  return (
    <div className="door-offline" role="status" data-testid="lost-notice">
      <Glyph name="alert" />
      <div>
        <h2>This browser has removed what Waypost kept here</h2>
        <p>
          Everything the office has comes back when you sign in
          {online ? '' : ', for which a network is needed'}. {unsentSentence(lost)}
        </p>
      </div>
    </div>
  );
}

function unsentSentence({ unsent, at }: LostWork): string {
  if (unsent === null || at === null) return 'How much made here had not been sent is not known any more.';
  if (unsent === 0) return `As of ${fullTime(at)} every change and file made here was at the office.`;
  const [what, were] = [
    countWords(unsent, 'change or file', 'changes or files'),
    unsent === 1 ? 'was' : 'were',
  ];
  return `As of ${fullTime(at)}, ${what} made here ${were} on this device only and may be lost.`;
}

function NoNetwork(): ReactNode {
  return (
    <div className="door-offline" role="status">
      <Glyph name="offline" />
      <div>
        <h2>No network, and nobody has signed in here yet</h2>
        <p>
          Waypost needs the network once, to know you and to bring your tickets to this device. After that it
          opens without one. This page notices by itself when the network is back.
        </p>
      </div>
    </div>
  );
}
