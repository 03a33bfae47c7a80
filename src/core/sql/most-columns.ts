// How many columns a query of a statement may have before it is refused unread: stars of stars double them with each step, and a page of
// text would hold planning up for minutes. Hidden columns count here, which is why it is more than the engines' own limits.

/** PostgreSQL takes 1,664 and SQLite 2,000; they say so themselves. */
export const MOST_COLUMNS = 5_000;
/** Columns that tables joined with each other may have together. */
export const MOST_JOINED_COLUMNS = 32_767;

/** Of a query on SQLite no more are followed: it takes 2,000, and refuses a statement of more itself. */
export const MOST_FOLLOWED = 2_001;
