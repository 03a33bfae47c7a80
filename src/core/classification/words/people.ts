// Words for people. A table that is called by one holds people, so that its `name` is a person's; and a column of one and a word for a name
// (`driver_name`, `nom_client`) holds a person's name. A column that is called by one alone, as text, mostly does too.

import type { Phrases } from "./class-words.ts";

export const PEOPLE: Phrases = {
  en: "person, people, persons, customer, customers, client, clients, user, users, employee, employees, staff, staff member, worker, workers, patient, patients, student, students, pupil, pupils, teacher, teachers, member, members, contact, contacts, author, authors, guest, guests, passenger, passengers, applicant, applicants, candidate, candidates, doctor, doctors, physician, physicians, nurse, nurses, actor, actors, driver, drivers, owner, owners, subscriber, subscribers, tenant, tenants, resident, residents, citizen, citizens, lead, leads, participant, participants, attendee, attendees, volunteer, volunteers, donor, donors, buyer, buyers, seller, sellers, manager, managers, agent, agents, attorney, lawyer, witness, claimant, insured, requester, requestor, reviewer, organizer, organiser, spouse, child, children, parent, parents, guardian, guardians, mother, father, friend, friends, recipient, recipients, sender, senders, payee, payer, beneficiary, holder, holders, signer, approver, assignee, supervisor, trainer, instructor, salesperson, sales person, player, players, visitor, visitors, borrower, borrowers, debtor, debtors, creditor, inmate, prisoner, soldier, veteran, voter, voters, alumni, prospect, prospects, individual, individuals, profile, profiles, cardholder, caller, learner, learners, faculty, professor, professors, crew, pilot, pilots, rider, riders, courier, couriers, tutor, mentor, host, hosts, rep, representative",
  de: "kunde, kunden, mitarbeiter, angestellte, benutzer, nutzer, patient, patienten, schueler, schuler, student, studenten, lehrer, mitglied, mitglieder, kontakte, person, personen, personal, gast, gaeste, gaste, mieter, bewohner, einwohner, fahrer, besitzer, eigentuemer, inhaber, bewerber, teilnehmer, spender, autor, autoren, arzt, aerzte, arzte, ansprechpartner, vertreter, betreuer, kaeufer, kaufer, verkaeufer, verkaufer, versicherte, buerger, burger, interessent, interessenten",
  fr: "client, clients, personne, personnes, utilisateur, utilisateurs, employe, employes, salarie, salaries personnes, etudiant, etudiants, eleve, eleves, enseignant, enseignants, professeur, professeurs, membre, membres, adherent, adherents, patient, patients, contact, contacts, auteur, auteurs, locataire, locataires, proprietaire, proprietaires, conducteur, conducteurs, candidat, candidats, medecin, medecins, abonne, abonnes, invite, invites personnes, donateur, donateurs, acheteur, vendeur, beneficiaire, collaborateur, collaborateurs, responsable, tuteur",
  es: "cliente, clientes, persona, personas, usuario, usuarios, empleado, empleados, trabajador, trabajadores, estudiante, estudiantes, alumno, alumnos, profesor, profesores, docente, docentes, miembro, miembros, socio, socios, paciente, pacientes, contacto, contactos, autor, autores, inquilino, inquilinos, propietario, propietarios, conductor, conductores, candidato, candidatos, medico, medicos, suscriptor, suscriptores, huesped, huespedes, donante, donantes, comprador, vendedor, beneficiario, afiliado, afiliados, padre, madre, tutor, asegurado",
  pt: "pessoa, pessoas, utilizador, utilizadores, funcionario, funcionarios, colaborador, colaboradores, aluno, alunos, estudante, estudantes, professor, professores, membro, membros, socios, contato, contatos, inquilinos, proprietario, motorista, motoristas, candidatos, assinante, assinantes, hospede, hospedes, doador, doadores, comprador, vendedor, vendedores, mae, pai, conjuge, responsavel, segurado, associado",
  it: "persona, persone, utente, utenti, dipendente, dipendenti, studente, studenti, alunno, alunni, docente, docenti, insegnante, membro, membri, socio, soci, paziente, pazienti, contatto, contatti, autore, autori, inquilino, inquilini, proprietario, proprietari, conducente, candidato, medico, medici, abbonato, abbonati, ospite, ospiti, donatore, acquirente, venditore, padre, madre, coniuge, cittadino, cittadini, fornitore persona",
  short: "usr, usrs, cust, custs, emp, emps, empl, pers, ppl, appl, contacts",
};

/** Of people, but what they are is no person's name: `role`, `type` and the like behind them are read by harmless.ts. */
export const NAME_WORDS: Phrases = {
  en: "name, names, full name",
  de: "name, namen",
  fr: "nom, noms",
  es: "nombre, nombres",
  pt: "nome, nomes",
  it: "nome, nomi",
  short: "nm",
};
