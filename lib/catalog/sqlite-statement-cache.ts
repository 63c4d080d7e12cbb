/** Prepared statements by their text, those used of late. Callers decide on texts (orders, bounds, areas), so that keeping
 * all of them would grow without end. In two generations: what isn't asked for while a whole one fills up is dropped.
 * @param make a statement
 * @param size of a generation; twice as many are kept at most */
export function statementCache<Statement>(make: (sql: string) => Statement, size: number): (sql: string) => Statement {
  let recent = new Map<string, Statement>();
  let earlier = new Map<string, Statement>();
  return (sql) => {
    const known = recent.get(sql);
    if (known) return known;
    const statement = earlier.get(sql) ?? make(sql);
    if (recent.size >= size) [earlier, recent] = [recent, new Map()];
    recent.set(sql, statement);
    return statement;
  };
}
