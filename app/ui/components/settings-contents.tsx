import type { ReactNode } from 'react';

/** The sections of the settings by what they are about, in the order they stand in. */
const contents: readonly (readonly [group: string, sections: readonly (readonly [id: string, name: string])[]])[] = [
  ['Tickets', [['access', 'Who sees which'], ['resolved', 'After resolving, requesters'], ['approvals', 'Approvals']]],
  ['Promises', [['sla', 'SLA policies'], ['calendars', 'Calendars']]],
  ['Lists', [['categories', 'Categories'], ['tags', 'Tags'], ['fields', 'Fields']]],
  ['Prepared', [['templates', 'Templates'], ['replies', 'Canned replies'], ['macros', 'Macros']]],
  ['People', [['teams', 'Teams'], ['people', 'Roles'], ['conflicts', 'Conflicts']]],
  ['Office', [['office', 'Devices and audit']]],
]; // prettier-ignore

/** The way to each section of a long page. */
export function SettingsContents(): ReactNode {
  return (
    <nav className="settings-contents" aria-label="Sections of the settings">
      {contents.map(([group, sections]) => (
        <div key={group}>
          <h2>{group}</h2>
          <ul>
            {sections.map(([id, name]) => (
              <li key={id}>
                <a href={`#${id}`}>{name}</a>
              </li>
            ))}
          </ul>
        </div>
      ))}
    </nav>
  );
}
