import ts from "typescript";

/**
 * The names of members that nobody outside of the package can know: those of classes and interfaces that no exported type leads to, and those marked
 * `private` or `@internal`. A name that is public anywhere, that a string spells, there or in a test, or that the platform has for anything of its own, is not among them.
 */
export function internalNames(program: ts.Program, isOwn: (file: ts.SourceFile) => boolean, entries: readonly ts.SourceFile[]): string[] {
  const own = new Set<string>();
  const taken = new Set<string>();
  const checker = program.getTypeChecker();
  for (const file of program.getSourceFiles()) {
    // What speaks JSON with a server has names of others everywhere.
    if (isOwn(file) && file.fileName.includes("/links/network/")) visitNames(file, taken);
    else if (isOwn(file)) visitOwn(file, checker, own, taken);
    else if (!file.isDeclarationFile) visitStrings(file, taken);
    else if (program.isSourceFileDefaultLibrary(file)) visitForeign(file, taken);
  }
  new PublicNames(checker, isOwn, taken).addExports(entries);
  return [...own].filter((name) => name.length > 1 && !taken.has(name)).sort();
}

function visitOwn(node: ts.Node, checker: ts.TypeChecker, own: Set<string>, taken: Set<string>): void {
  const isMember = (ts.isClassElement(node) || ts.isTypeElement(node) || ts.isObjectLiteralElement(node) || (ts.isParameter(node) && (node.modifiers?.length ?? 0) > 0))
    && !ts.isSpreadAssignment(node);
  if (isMember && node.name !== undefined && ts.isIdentifier(node.name)) own.add(node.name.text);
  else if (ts.isStringLiteralLike(node)) taken.add(node.text);
  // An assertion says what is known of an object that others made.
  else if (ts.isAsExpression(node) && ts.isTypeLiteralNode(node.type)) visitNames(node.type, taken);
  else if (ts.isPropertyAccessExpression(node) && isUntyped(checker.getTypeAtLocation(node.expression))) taken.add(node.name.text);
  if (ts.isObjectLiteralExpression(node) && isUntyped(checker.getContextualType(node))) {
    for (const property of node.properties) if (property.name !== undefined && ts.isIdentifier(property.name)) taken.add(property.name.text);
  }
  ts.forEachChild(node, (child) => visitOwn(child, checker, own, taken));
}

/** Whether nothing says whose the names of an object are. */
const isUntyped = (type: ts.Type | undefined): boolean => type !== undefined && (type.flags & (ts.TypeFlags.Any | ts.TypeFlags.Unknown)) !== 0;

function visitNames(node: ts.Node, taken: Set<string>): void {
  if (ts.isIdentifier(node)) taken.add(node.text);
  ts.forEachChild(node, (child) => visitNames(child, taken));
}

/** Tests name the methods of their contracts by strings. */
function visitStrings(node: ts.Node, taken: Set<string>): void {
  if (ts.isStringLiteralLike(node)) taken.add(node.text);
  ts.forEachChild(node, (child) => visitStrings(child, taken));
}

function visitForeign(node: ts.Node, taken: Set<string>): void {
  // What is declared outside of all others is a member of `globalThis`.
  const isName = ts.isClassElement(node) || ts.isTypeElement(node) || ts.isVariableDeclaration(node) || ts.isFunctionDeclaration(node) || ts.isClassDeclaration(node);
  if (isName && node.name !== undefined && ts.isIdentifier(node.name)) taken.add(node.name.text);
  ts.forEachChild(node, (child) => visitForeign(child, taken));
}

/** Walks from what a module exports over all types that it names. */
class PublicNames {
  private readonly seen = new Set<ts.Type>();

  constructor(
    private readonly checker: ts.TypeChecker,
    private readonly isOwn: (file: ts.SourceFile) => boolean,
    private readonly names: Set<string>,
  ) {}

  addExports(entries: readonly ts.SourceFile[]): void {
    const { checker } = this;
    for (const entry of entries) {
      for (const exported of checker.getExportsOfModule(checker.getSymbolAtLocation(entry)!)) {
        const symbol = exported.flags & ts.SymbolFlags.Alias ? checker.getAliasedSymbol(exported) : exported;
        if (symbol.flags & ts.SymbolFlags.Value) this.addType(checker.getTypeOfSymbol(symbol));
        if (symbol.flags & ts.SymbolFlags.Type) this.addType(checker.getDeclaredTypeOfSymbol(symbol));
      }
    }
  }

  private addType(type: ts.Type | undefined): void {
    if (type === undefined || this.seen.has(type)) return;
    this.seen.add(type);
    if (type.isUnionOrIntersection()) type.types.forEach((part) => this.addType(part));
    type.aliasTypeArguments?.forEach((argument) => this.addType(argument));
    if (type.isTypeParameter()) this.addType(type.getConstraint());
    if (type.flags & ts.TypeFlags.Object && (type as ts.ObjectType).objectFlags & ts.ObjectFlags.Reference) {
      this.checker.getTypeArguments(type as ts.TypeReference).forEach((argument) => this.addType(argument));
    }
    if (type.symbol?.declarations?.every((declaration) => !this.isOwn(declaration.getSourceFile())) === true) return;
    for (const signature of [...type.getCallSignatures(), ...type.getConstructSignatures()]) this.addSignature(signature);
    for (const property of type.getProperties()) this.addProperty(property);
    type.getBaseTypes()?.forEach((base) => this.addType(base));
  }

  private addSignature(signature: ts.Signature): void {
    const { declaration } = signature;
    if (declaration !== undefined && (isHidden(declaration) || !this.isOwn(declaration.getSourceFile()))) return;
    for (const parameter of signature.parameters) this.addType(this.checker.getTypeOfSymbol(parameter));
    this.addType(signature.getReturnType());
    signature.typeParameters?.forEach((parameter) => this.addType(parameter.getConstraint()));
  }

  private addProperty(property: ts.Symbol): void {
    const declarations = property.declarations ?? [];
    if (declarations.length > 0 && declarations.every(isHidden)) return;
    this.names.add(property.name);
    this.addType(this.checker.getTypeOfSymbol(property));
  }
}

function isHidden(declaration: ts.Declaration): boolean {
  return (ts.getCombinedModifierFlags(declaration) & ts.ModifierFlags.Private) !== 0 || ts.getJSDocTags(declaration).some((tag) => tag.tagName.text === "internal");
}
