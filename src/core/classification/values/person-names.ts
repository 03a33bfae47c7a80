// Names of persons, by the most common given and family names of the languages that names of columns are read in. They are few of all there
// are: three in ten values with one are enough, where the values have the form of names.

import type { ValueKind } from "./value-kind.ts";

const GIVEN =
  "james john robert michael william david richard joseph thomas charles daniel matthew anthony mark donald steven paul andrew joshua kenneth kevin brian george edward ronald timothy jason jeffrey ryan jacob gary nicholas eric jonathan stephen larry justin scott brandon benjamin samuel gregory frank alexander patrick jack dennis jerry tyler aaron henry adam peter nathan zachary kyle walter harold jeremy oliver harry noah liam ethan lucas oscar leo max mary patricia jennifer linda elizabeth barbara susan jessica sarah karen nancy lisa betty margaret sandra ashley kimberly emily donna michelle carol amanda dorothy melissa deborah stephanie rebecca sharon laura cynthia kathleen amy shirley angela helen anna brenda pamela nicole samantha katherine emma ruth christine catherine debra rachel carolyn janet virginia maria heather diane julie joyce victoria olivia kelly christina joan evelyn judith megan alice ann jean doris grace sophia isabella charlotte amelia mia ella chloe lily lucy hannah " +
  "hans klaus jürgen juergen wolfgang heinz karl werner horst helmut manfred günter guenter dieter gerhard uwe bernd stefan andreas matthias jan jens lukas jonas felix paul finn ben elias ursula monika petra sabine renate gisela karin helga brigitte ingrid erika claudia susanne birgit heike anja katrin katja ute greta lena lea marie johanna frieda " +
  "jean pierre jacques françois francois philippe alain bernard christophe nicolas julien olivier laurent frédéric frederic sébastien sebastien guillaume antoine louis hugo gabriel nathalie isabelle sylvie catherine françoise francoise monique nicole valérie valerie sandrine céline celine aurélie aurelie camille chloé manon léa jeanne juliette " +
  "josé jose juan antonio manuel francisco carlos javier miguel pedro luis ángel angel alejandro fernando sergio pablo jorge alberto diego rafael carmen josefa isabel dolores pilar teresa ana cristina lucía lucia marta elena rosa paula sofía sofia " +
  "joão joao paulo luiz lucas marcos gabriel rafael rodrigo bruno eduardo tiago thiago gustavo felipe francisca adriana juliana márcia marcia fernanda patrícia aline sandra camila amanda bruna jéssica beatriz inês ines " +
  "giuseppe giovanni antonio mario luigi francesco angelo vincenzo pietro salvatore carlo franco domenico bruno paolo michele marco andrea luca matteo alessandro lorenzo davide simone anna giuseppina rosa angela giovanna teresa lucia carmela caterina francesca giulia chiara federica sara martina alessia valentina elisa silvia " +
  "mohammed muhammad ahmed ali omar fatima aisha wei li ming hiroshi yuki priya rahul amit anita raj sanjay olga ivan dmitri natalia elena anastasia piotr katarzyna agnieszka jan erik lars anders johan karin eva nils sofie emma";
const FAMILY =
  "smith johnson williams brown jones garcia miller davis rodriguez martinez hernandez lopez gonzalez wilson anderson thomas taylor moore jackson martin lee perez thompson white harris sanchez clark ramirez lewis robinson walker young allen king wright scott torres nguyen hill flores green adams nelson baker hall rivera campbell mitchell carter roberts evans turner parker collins edwards stewart morris murphy cook rogers cooper reed bailey bell kelly howard ward cox richardson wood watson brooks bennett gray hughes price myers sullivan foster patel khan singh kumar " +
  "müller mueller schmidt schneider fischer weber meyer wagner becker schulz hoffmann schäfer schaefer koch bauer richter klein wolf schröder schroeder neumann schwarz zimmermann braun krüger krueger hofmann hartmann lange werner krause lehmann maier köhler keller vogel frank huber " +
  "bernard dubois petit durand leroy moreau simon laurent lefebvre michel garcia roux fournier girard bonnet dupont lambert fontaine rousseau vincent muller lefevre faure mercier blanc guerin " +
  "garcía rodríguez gonzález fernández fernandez lópez martínez sánchez pérez gómez gomez martín jiménez jimenez ruiz hernández díaz diaz moreno álvarez alvarez muñoz munoz romero alonso gutiérrez navarro torres domínguez vázquez ramos gil serrano blanco molina morales ortega " +
  "silva santos oliveira souza sousa pereira ferreira alves lima gomes costa ribeiro carvalho almeida lopes soares fernandes vieira barbosa rocha dias nunes marques mendes cardoso teixeira correia pinto moreira " +
  "rossi russo ferrari esposito bianchi romano colombo ricci marino greco bruno gallo conti mancini giordano rizzo lombardi moretti barbieri fontana santoro mariani rinaldi caruso ferrara martini leone longo gentile martinelli";

const NAMES: ReadonlySet<string> = new Set(`${GIVEN} ${FAMILY}`.split(" "));
/** What firms have in their names. */
const FIRM =
  /(?:^|[\s,])(?:inc|llc|ltd|plc|corp|co|gmbh|ag|kg|sa|sarl|srl|spa|bv|nv|ab|oy|lda|ltda|group|company|bank|store|shop|project|team|street|st|road|city|school|university|hospital|church)\.?$/i;
const NAME = /^(?:\p{L}[\p{L}.'’-]*)(?:,?\s+\p{L}[\p{L}.'’-]*){0,4}$/u;

function isName(value: string): boolean {
  if (value.length > 60 || !NAME.test(value) || FIRM.test(value)) return false;
  const words = value.toLowerCase().split(/[\s,.-]+/);
  return words.some((word) => NAMES.has(word));
}

export const PERSON_NAME: ValueKind = {
  holds: "person-name",
  says: "common names of persons",
  fits: isName,
  byChance: 1 / 25,
  share: 0.3,
  isShape: true,
};
