import { Icon } from "./icon";
import { Rich } from "./text";

/**
 * What the run could not put back.
 *
 * @param props - What was left, with the way to remove it.
 * @returns The section, or nothing where nothing was left.
 */
export function LeftBehind({ leftBehind }: { leftBehind: readonly string[] }) {
  if (leftBehind.length === 0) return null;
  return (
    <section id="left-behind" class="left-behind">
      <h2>
        <Icon name="warning" /> Left behind
      </h2>
      <p class="lead">The run made or changed this, and could not put it back:</p>
      <ul>
        {leftBehind.map((left) => (
          <li>
            <Rich text={left} />
          </li>
        ))}
      </ul>
    </section>
  );
}
