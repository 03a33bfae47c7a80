// Words for health: what somebody has, takes, was measured or is treated for.

import type { ClassWords } from "./class-words.ts";

export const HEALTH: ClassWords = {
  holds: "health",
  families: ["integer", "numeric", "float", "array", "json"],
  certain: {
    short:
      "mrn, icd, icd9, icd 9, icd10, icd 10, icd code, icd 10 code, bmi, hiv status, dna, bp systolic, bp diastolic, bloodtype",
    en: "diagnosis, diagnoses, diagnosis code, diagnostic code, medical, medical history, medical record, medical record number, medical record no, med rec no, medical notes, medical note, medical condition, medical conditions, health status, health condition, health notes, allergy, allergies, allergen, disease, diseases, illness, illnesses, prescription, prescriptions, medication, medications, medication list, blood type, blood group, blood pressure, systolic, diastolic, heart rate, symptom, symptoms, chief complaint, disability, disabilities, treatment plan, vaccination, vaccinations, immunization, immunizations, pregnancy, pregnant, therapy, lab result, lab results, genetic data, chronic conditions, clinical notes, clinical note, clinicalnotes, dosage",
    de: "diagnose, diagnosen, befund, befunde, krankheit, krankheiten, vorerkrankung, vorerkrankungen, blutgruppe, blutdruck, allergie, allergien, medikament, medikamente, medikation, behandlung, therapie, behinderung, schwangerschaft, impfung, impfungen, anamnese",
    fr: "diagnostic, diagnostics, maladie, maladies, groupe sanguin, tension arterielle, allergie, ordonnance, traitement, medicament, medicaments, antecedents, antecedents medicaux, handicap, grossesse, vaccin, vaccins, dossier medical",
    es: "diagnostico, diagnosticos, enfermedad, enfermedades, tipo sangre, tipo de sangre, grupo sanguineo, presion arterial, alergia, alergias, receta, tratamiento, medicamento, medicamentos, historia clinica, historial medico, antecedentes medicos, discapacidad, embarazo, vacuna, vacunas, sintomas",
    pt: "doenca, doencas, tipo sanguineo, grupo sanguineo, pressao arterial, medicacao, remedios, tratamento, historico medico, prontuario, deficiencia, gravidez, vacina, vacinas, sintomas",
    it: "diagnosi, malattia, malattie, gruppo sanguigno, pressione, allergie, ricetta medica, terapia, farmaci, cartella clinica, anamnesi, disabilita, gravidanza, vaccino, vaccini, sintomi",
  },
  ofPeople: {
    en: "weight, weight kg, height, height cm, blood, pulse, treatment, condition, conditions, temperature, smoker",
    de: "gewicht, groesse cm",
    es: "peso, estatura, talla",
    fr: "poids, taille",
    pt: "peso, altura",
    it: "peso, altezza",
  },
};
