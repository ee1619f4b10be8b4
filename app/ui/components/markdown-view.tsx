import { memo, type ReactNode } from 'react';
import { Mention } from './mention.tsx';
import { markdownTree, type Block, type Inline, type ListItem } from '../words/markdown-tree.ts';

/**
 * What somebody wrote, with its Markdown shown. Made of elements alone, each from a node of the tree: no HTML of theirs,
 * no picture, nothing that loads, and no class or id that they could choose. Parsed once for each text.
 */
export const MarkdownView = memo(function MarkdownView({ text }: { text: string }): ReactNode {
  return (
    <div className="rich-text" dir="auto">
      {markdownTree(text).map((block, i) => (
        <BlockView key={i} block={block} />
      ))}
    </div>
  );
});

function BlockView({ block }: { block: Block }): ReactNode {
  switch (block.kind) {
    case 'paragraph':
      return <p dir="auto">{inlines(block.children)}</p>;
    case 'line':
      return inlines(block.children);
    case 'heading': {
      const Heading = `h${block.level}` as const;
      return <Heading dir="auto">{inlines(block.children)}</Heading>;
    }
    case 'code-block':
      return (
        <pre dir="ltr">
          {block.label !== '' && <small>{block.label}</small>}
          <code>{block.text}</code>
        </pre>
      );
    case 'quote':
      return <blockquote>{blocks(block.children)}</blockquote>;
    case 'list': {
      const items = block.items.map((item, i) => <ItemView key={i} item={item} />);
      if (!block.ordered) return <ul>{items}</ul>;
      const long = block.items.some(({ number }) => (number ?? 0) > 99);
      return <ol className={long ? 'rich-long' : undefined}>{items}</ol>;
    }
    case 'table':
      return <TableView rows={block.rows} />;
    case 'rule':
      return <hr />;
  }
}

const blocks = (children: readonly Block[]): ReactNode =>
  children.map((child, i) => <BlockView key={i} block={child} />);

function ItemView({ item }: { item: ListItem }): ReactNode {
  return (
    <li dir="auto" value={item.number ?? undefined} className={item.done === null ? undefined : 'rich-task'}>
      {item.done !== null && (
        <span role="img" aria-label={item.done ? 'Done:' : 'To do:'}>
          {item.done ? '☑ ' : '☐ '}
        </span>
      )}
      {blocks(item.children)}
    </li>
  );
}

function TableView({ rows }: { rows: readonly Inline[][][] }): ReactNode {
  const [head = [], ...body] = rows;
  return (
    // It scrolls by itself where it is too wide, and by the keyboard too.
    // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex
    <div className="rich-table" role="region" aria-label="Table" tabIndex={0}>
      <table>
        <thead>
          <tr>
            {head.map((cell, i) => (
              <th key={i} scope="col" dir="auto">
                {inlines(cell)}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {body.map((row, i) => (
            <tr key={i}>
              {row.map((cell, j) => (
                <td key={j} dir="auto">
                  {inlines(cell)}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

const inlines = (children: readonly Inline[]): ReactNode =>
  children.map((child, i) => (child.kind === 'text' ? child.text : <InlineView key={i} node={child} />));

function InlineView({ node }: { node: Inline }): ReactNode {
  switch (node.kind) {
    case 'text':
      return node.text;
    case 'code':
      return <code>{node.text}</code>;
    case 'em':
      return <em>{inlines(node.children)}</em>;
    case 'strong':
      return <strong>{inlines(node.children)}</strong>;
    case 'strike':
      return <s>{inlines(node.children)}</s>;
    case 'mention':
      return <Mention personId={node.personId}>{inlines(node.children)}</Mention>;
    case 'link':
      return (
        <a href={node.href} title={node.href} target="_blank" rel="noopener noreferrer nofollow">
          {inlines(node.children)}
          {/* Words can say anything; on a phone nothing else tells where they lead. */}
          {node.address !== null && (
            <>
              {' '}
              <bdi className="rich-address">({node.address})</bdi>
            </>
          )}
        </a>
      );
  }
}
