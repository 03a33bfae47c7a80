declare module "pg/lib/crypto/sasl.js" {
  interface Session {
    response: string;
  }
  export function startSession(mechanisms: readonly string[]): Session;
  export function continueSession(session: Session, password: string, serverData: string): Promise<void>;
  export function finalizeSession(session: Session, serverData: string): void;
}
