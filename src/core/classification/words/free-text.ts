// Words for what people write in their own words: whatever else it is about, it can hold anything.

import type { ClassWords } from "./class-words.ts";

export const FREE_TEXT: ClassWords = {
  holds: "free-text",
  families: ["array"],
  certain: {
    short: "memo, msg, msgs",
    en: "note, notes, comment, comments, message, messages, message body, message text, body, remark, remarks, feedback, bio, biography, about me, memo text, transcript, complaint, narrative, observation, observations, special requests, special wishes, reply, reply text, gift message, cover letter, resume, cv text, statement text, answer text, internal note, delivery instructions, special instructions, failure message, cancel reason, cancellation reason, discharge summary, testimonial, chat, conversation text, post content, comment content, post excerpt, content filtered",
    de: "notiz, notizen, bemerkung, bemerkungen, kommentar, kommentare, nachricht, nachrichten, anmerkung, anmerkungen, mitteilung, freitext, hinweis, hinweise, rueckmeldung, beschwerde, begruendung",
    fr: "commentaire, commentaires, remarque, remarques, observation, observations, notes internes, texte libre, reclamation, avis client",
    es: "comentario, comentarios, observacion, observaciones, mensaje, mensajes, notas, nota, queja, resena",
    pt: "comentario, comentarios, observacao, observacoes, mensagem, mensagens, anotacao, anotacoes, notas, obs, reclamacao, recado",
    it: "nota, osservazione, osservazioni, commento, commenti, messaggio, messaggi, annotazioni, annotazione, reclamo",
  },
  likely: {
    en: "reason, subject, review, review text, question, answer, response text, complaint text, correspondence, letter",
  },
  ofPeople: {
    en: "instructions, description, desc, content, contents, text, details, about, summary, story, title text, profile text, headline, signature text",
    de: "beschreibung, inhalt, text",
    fr: "description, contenu, texte",
    es: "descripcion, contenido, texto",
    pt: "descricao, conteudo, texto",
    it: "descrizione, contenuto, testo",
  },
};
