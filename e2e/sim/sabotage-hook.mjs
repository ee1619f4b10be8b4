import { register } from 'node:module';

// Loaded before tsx (node --import): hands it broken source for the files that the sabotage in SIM_SABOTAGE names.
const broken = process.env['SIM_SABOTAGE'];
if (broken) {
  const code = `
    import { readFile } from 'node:fs/promises';
    import { fileURLToPath } from 'node:url';
    let edits = [];
    export const initialize = (data) => void (edits = data);
    export async function load(url, context, next) {
      const mine = url.startsWith('file:') ? edits.filter((edit) => fileURLToPath(url.split('?')[0]) === edit.path) : [];
      if (mine.length === 0) return await next(url, context);
      let source = await readFile(fileURLToPath(url.split('?')[0]), 'utf8');
      for (const { find, replace } of mine) {
        if (source.split(find).length !== 2) throw new Error('the sabotage matches nothing, or more than one place');
        source = source.replace(find, () => replace);
      }
      return { format: 'module', source, shortCircuit: true };
    }`;
  register(`data:text/javascript,${encodeURIComponent(code)}`, { data: JSON.parse(broken) });
}
