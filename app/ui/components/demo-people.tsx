import { useState, type ReactNode } from 'react';
import { signInDemo, type demoDirectory } from '../../session/session.ts';
import { roleLabels } from '../words/labels.ts';

export type DemoTenants = NonNullable<Awaited<ReturnType<typeof demoDirectory>>>['tenants'];
type DemoPerson = DemoTenants[number]['people'][number];

/** The people of a demonstration, one click each. */
export function DemoPeople({ tenants }: { tenants: DemoTenants }): ReactNode {
  const [busy, setBusy] = useState<string | null>(null);
  const [problem, setProblem] = useState<string | null>(null);

  const enter = async (tenant: string, person: DemoPerson) => {
    setBusy(person.id);
    setProblem(null);
    const result = await signInDemo({ tenant, personId: person.id });
    setBusy(null);
    if (!result.ok) setProblem(result.message);
  };

  return (
    <section className="demo" aria-labelledby="demo-title">
      <header>
        <h2 id="demo-title">Try it as somebody</h2>
        <p>This is a demonstration: choose a person and look around. No password needed.</p>
      </header>
      {problem && (
        <p className="form-problem" role="alert">
          {problem}
        </p>
      )}
      {tenants.map((tenant) => (
        <section key={tenant.slug} className="demo-tenant" aria-label={tenant.name}>
          <h3>
            {tenant.name} <span>{tenant.slug}</span>
          </h3>
          <ul>
            {tenant.people.map((person) => (
              <li key={person.id}>
                <button
                  type="button"
                  className="demo-person"
                  data-testid="demo-person"
                  data-email={person.email}
                  disabled={busy !== null}
                  aria-busy={busy === person.id}
                  onClick={() => void enter(tenant.slug, person)}
                >
                  <span className="demo-name" dir="auto">
                    {person.name}
                  </span>
                  <span className="demo-what">
                    <span className={`role role-${person.role}`}>{roleLabels[person.role]}</span>
                    {person.teams.length > 0 && <span className="demo-teams">{person.teams.join(', ')}</span>}
                  </span>
                </button>
              </li>
            ))}
          </ul>
        </section>
      ))}
    </section>
  );
}
