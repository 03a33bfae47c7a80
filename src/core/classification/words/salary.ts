// Words for what people earn and own.

import type { ClassWords } from "./class-words.ts";

export const SALARY: ClassWords = {
  holds: "salary",
  families: ["integer", "numeric", "float", "array", "json"],
  certain: {
    en: "salary, salaries, annual salary, base salary, wage, wages, income, income band, payroll, stipend, remuneration, net pay, gross pay, base pay, monthly pay, hourly rate, hourly wage, pay rate, pay grade, pay band, salary band, net worth, take home pay",
    de: "gehalt, gehaelter, bruttogehalt, nettogehalt, grundgehalt, jahresgehalt, monatsgehalt, lohn, bruttolohn, nettolohn, stundenlohn, einkommen, besoldung, verguetung, stundensatz",
    fr: "salaire, salaires, salaire brut, salaire net, salaire base, remuneration, taux horaire, revenu, revenus, paie",
    es: "salario, salarios, sueldo, sueldos, salario base, salario mensual, sueldo base, ingresos, nomina, remuneracion, jornal",
    pt: "salario, salarios, salario base, salario bruto, salario liquido, remuneracao, renda, renda mensal, vencimento base, ordenado",
    it: "stipendio, stipendi, stipendio lordo, stipendio netto, salario, retribuzione, reddito, paga oraria, ral",
  },
  likely: { en: "compensation, bonus, bonuses, pension, commission amount" },
  ofPeople: { en: "rate, pay, earnings", fr: "prime", es: "bono", pt: "bonus" },
};
