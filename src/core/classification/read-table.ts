// What a table is about, from its name, its comment and its other columns: a `name` in a table of people is a person's.

import { cutWord } from "./cut-word.ts";
import { splitName } from "./split-name.ts";
import { HARMLESS_WORDS, NEUTRAL_WORDS, PEOPLE_WORDS } from "./word-list.ts";

export interface TableReading {
  readonly words: readonly string[];
  readonly ofPeople: boolean;
  /** Why it is of people: its name, or its columns. */
  readonly because: string | null;
  /** Its rows are somebody's: it has a link to a table of people, or is called by what people write. */
  readonly linkedToPeople: boolean;
  /** Some column of it holds something personal. */
  readonly personal: boolean;
  /** It is of things: its `name` is theirs. */
  readonly ofThings: boolean;
  /** Classes that other columns of it hold for certain. */
  readonly classes: ReadonlySet<string>;
}

/** By which a table's name says nothing else: `customer_data`, `tbl_user`, `users_2019`. */
const AROUND = new Set(
  "data,daten,info,infos,information,detail,details,record,records,table,tbl,tab,list,liste,master,base,main,view,archive,history,hist,account,accounts,old,new,copy,temp,tmp,import,export,raw,stage,staging,dim,profile,profiles,entity,registry,register,directory,stamm,stammdaten,core,app,my,the,all".split(
    ",",
  ),
);

const WRITTEN = new Set(
  "ticket,tickets,case,cases,complaint,complaints,issue,issues,review,reviews,message,messages,incident,incidents,claim,claims,diary,note,notes,comment,comments,inquiry,inquiries,enquiry,enquiries,feedback,survey,response,responses,application,applications,conversation,conversations,anfrage,anfragen,beschwerden,demande,demandes,reclamation,reclamations,solicitud,solicitudes,queja,quejas,chamado,chamados,segnalazione,segnalazioni".split(
    ",",
  ),
);

/** `comment` of the table; `linked` where a column of it leads to people. */
export function readTable(
  name: string,
  { comment, linked }: { comment: string | null; linked: boolean },
): TableReading {
  const all = splitName(name).flatMap((word) => cutWord(word) ?? [word]);
  const telling = all.filter((word) => !AROUND.has(word));
  const words = telling.length === 0 ? all : telling;
  const ofPeople = isOfPeople(all);
  const said = comment === null || ofPeople ? [] : splitName(comment).slice(0, 3);
  const commented =
    said.some((word) => PEOPLE_WORDS.has(word)) && isOfPeople(said.filter((word) => PEOPLE_WORDS.has(word)));
  return {
    words,
    ofPeople: ofPeople || commented,
    because: ofPeople ? "the table's name" : commented ? "the table's comment" : null,
    linkedToPeople: linked || words.some((word) => WRITTEN.has(word)),
    personal: false,
    ofThings: HARMLESS_WORDS.has(words.findLast((word) => !AROUND.has(word)) ?? ""),
    classes: new Set(),
  };
}

/** The last word that says something is one for people; in languages that begin with it, the first. */
function isOfPeople(words: readonly string[]): boolean {
  const telling = words.filter((word) => !AROUND.has(word) && !/^\p{N}+$/u.test(word) && word.length > 1);
  const [first = "", second = ""] = telling;
  const last = telling.at(-1) ?? "";
  if (PEOPLE_WORDS.has(last)) return true;
  if (telling.length === 0)
    return words.includes("account") || words.includes("accounts") || words.includes("profiles");
  return PEOPLE_WORDS.has(first) && telling.length === 2 && NEUTRAL_WORDS.has(second);
}
