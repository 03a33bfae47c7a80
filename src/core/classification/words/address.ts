// Words for where people live and are: streets, postal codes, coordinates. Cities and countries are none.

import type { ClassWords } from "./class-words.ts";

export const ADDRESS: ClassWords = {
  holds: "address",
  families: ["integer", "numeric", "float", "array", "json", "other", "bytes"],
  certain: {
    short:
      "addr, addrs, address, addresses, adr, zip, zipcode, zip code, plz, cep, eircode, lat lng, latlng, lat lon, latlon, lat long",
    en: "street, street address, street name, street no, street number, address line, addressline, addr line, house number, house no, apartment, apartment number, apt, apt no, apt number, flat number, flat no, unit number, suite number, postal code, postalcode, postcode, post code, zip postal, home location, geo location, geolocation, geo point, gps, gps location, gps coordinates, po box, home address, mailing address",
    de: "adresse, adressen, anschrift, strasse, strassenname, str, hausnummer, hausnr, haus nr, postleitzahl, wohnort, wohnanschrift, lieferadresse, rechnungsadresse, lieferanschrift, rechnungsanschrift, postfach, wohnung",
    fr: "adresse postale, rue, code postal, cp postal, numero rue, complement adresse, boite postale, domicile adresse",
    es: "direccion, direcciones, domicilio, calle, codigo postal, cod postal, numero exterior, numero interior, num exterior, num interior, colonia, piso puerta",
    pt: "endereco, enderecos, logradouro, rua, codigo postal, complemento endereco, numero endereco, morada, caixa postal",
    it: "indirizzo, indirizzi, numero civico, civico, codice avviamento, codice postale, residenza, cap",
  },
  likely: {
    short: "lat, lng, lon, geo, geog, spatial location",
    en: "latitude, longitude, long, coordinates, coords, location, geo coordinates, position gps",
    de: "breitengrad, laengengrad, langengrad, koordinaten",
    fr: "coordonnees gps",
    es: "latitud, longitud, coordenadas, domicilio fiscal",
    pt: "coordenadas, complemento",
    it: "latitudine, longitudine, coordinate",
  },
};
