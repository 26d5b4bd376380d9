using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading;
using Microsoft.CodeAnalysis;

namespace OnlineMl.CatalogGenerator;

/// <summary>Reads what a component's class says of itself.</summary>
internal static class ComponentReader
{
    public static ComponentModel Read(INamedTypeSymbol type, AttributeData attribute, CancellationToken token)
    {
        var place = Place.Of(type);
        var mistakes = new List<Mistake>();
        var name = attribute.ConstructorArguments[0].Value as string ?? "";
        var aliases = Texts(attribute.ConstructorArguments.Skip(1).FirstOrDefault());
        var named = attribute.NamedArguments.ToDictionary(pair => pair.Key, pair => pair.Value, StringComparer.Ordinal);
        var isCodeOnly = named.TryGetValue("CodeOnly", out var codeOnly) && codeOnly.Value is true;
        var ignored = named.TryGetValue("Ignores", out var ignores) ? Texts(ignores) : [];
        var summary = Docs.FirstSentence(Docs.Summary(type, token));
        if (summary.Length == 0)
        {
            mistakes.Add(Mistake.Of(Mistake.MissingDoc, place, type.Name));
        }

        var typeName = Names.Full(type).Replace("global::", "");
        var className = typeName.Replace('.', '_') + "_Component";
        var tasks = Tasks(type);
        var code = "";
        if (type.IsAbstract || type.IsGenericType || type.ContainingType is not null)
        {
            mistakes.Add(Mistake.Of(Mistake.Unusable, place, type.Name));
        }
        else if (ChooseConstructor(type) is not { } constructor)
        {
            mistakes.Add(Mistake.Of(Mistake.NoConstructor, place, type.Name));
        }
        else
        {
            var parameters = Parameters(type, constructor, isCodeOnly, mistakes, token);
            if (mistakes.Count == 0)
            {
                code = Emitter.Write(className, type, name, aliases, ignored, isCodeOnly, summary, tasks, parameters);
            }
        }

        return new ComponentModel(typeName, className, [name, .. aliases], tasks, code, place, mistakes);
    }

    /// <summary>The names of a parameter or an enum's member in a spec: the one to write, then those that are read, too.</summary>
    public static string[] SpecNames(ISymbol symbol, ISymbol? second)
    {
        var attribute = Attribute(symbol, "ParameterAttribute") ?? (second is null ? null : Attribute(second, "ParameterAttribute"));
        return attribute is null
            ? [Names.Snake(symbol.Name)]
            : [attribute.ConstructorArguments[0].Value as string ?? "", .. Texts(attribute.ConstructorArguments.Skip(1).FirstOrDefault())];
    }

    private static string[] Texts(TypedConstant constant) =>
        constant.Kind == TypedConstantKind.Array && !constant.Values.IsDefault ? [.. constant.Values.Select(value => value.Value as string ?? "")] : [];

    private static AttributeData? Attribute(ISymbol symbol, string name) => symbol.GetAttributes().FirstOrDefault(attribute => attribute.AttributeClass?.Name == name);

    private static string[] Tasks(INamedTypeSymbol type)
    {
        // What a component is for comes before what it can do beside.
        var kinds = type.AllInterfaces.Where(IsTask).OrderBy(kind => kind.AllInterfaces.Any(parent => parent.Name == "IStateful") ? 0 : 1).ToList();
        for (var parent = type.BaseType; parent is { SpecialType: SpecialType.None }; parent = parent.BaseType)
        {
            // A base class that implements a task is a shared half of components, not a task of its own.
            if (parent is { IsAbstract: true, DeclaredAccessibility: Accessibility.Public, IsGenericType: false } && !parent.AllInterfaces.Any(IsTask))
            {
                kinds.Add(parent);
            }
        }

        // A component without an interface but that of what can be merged is wanted as itself.
        string[] own = kinds.TrueForAll(kind => kind.Name == "IMergeable") ? [Names.Task(type)] : [];
        return [.. own, .. kinds.Select(Names.Task).Distinct(StringComparer.Ordinal)];
    }

    private static bool IsTask(INamedTypeSymbol type) =>
        type is { DeclaredAccessibility: Accessibility.Public, IsGenericType: false } && type.Name != "IStateful" && !TypeMap.InSystem(type);

    private static IEnumerable<IPropertySymbol> Properties(INamedTypeSymbol type)
    {
        var chain = new Stack<INamedTypeSymbol>();
        for (var current = type; current is { SpecialType: SpecialType.None }; current = current.BaseType)
        {
            chain.Push(current);
        }

        // A base class comes first; a property that a class overrides or hides counts where it was first declared.
        var found = new Dictionary<string, IPropertySymbol>(StringComparer.Ordinal);
        var order = new List<string>();
        foreach (var property in chain.SelectMany(current => current.GetMembers().OfType<IPropertySymbol>()))
        {
            if (property is { IsStatic: false, IsIndexer: false, DeclaredAccessibility: Accessibility.Public, GetMethod.DeclaredAccessibility: Accessibility.Public })
            {
                if (!found.ContainsKey(property.Name))
                {
                    order.Add(property.Name);
                }

                found[property.Name] = property;
            }
        }

        return order.Select(name => found[name]);
    }

    private static IMethodSymbol? ChooseConstructor(INamedTypeSymbol type)
    {
        var properties = Properties(type).ToList();
        return type.InstanceConstructors
            .Where(constructor => constructor.DeclaredAccessibility == Accessibility.Public &&
                constructor.Parameters.All(parameter => Match(properties, parameter) is not null))
            .OrderByDescending(constructor => constructor.Parameters.Count(parameter => Match(properties, parameter)!.SetMethod is not { IsInitOnly: true }))
            .ThenBy(constructor => constructor.Parameters.Length)
            .FirstOrDefault();
    }

    private static IPropertySymbol? Match(List<IPropertySymbol> properties, IParameterSymbol parameter) =>
        properties.Find(property => string.Equals(property.Name, parameter.Name, StringComparison.OrdinalIgnoreCase));

    private static List<ParameterModel> Parameters(
        INamedTypeSymbol type, IMethodSymbol constructor, bool isCodeOnly, List<Mistake> mistakes, CancellationToken token)
    {
        var properties = Properties(type).ToList();
        var parameters = new List<ParameterModel>();
        foreach (var argument in constructor.Parameters)
        {
            Add(Match(properties, argument)!, argument);
        }

        foreach (var property in properties)
        {
            if (property.SetMethod is { IsInitOnly: true, DeclaredAccessibility: Accessibility.Public } &&
                Attribute(property, "NotAParameterAttribute") is null && !parameters.Exists(parameter => parameter.Property.Name == property.Name))
            {
                Add(property, null);
            }
        }

        return parameters;

        void Add(IPropertySymbol property, IParameterSymbol? argument)
        {
            var converter = TypeMap.Converter(property.Type, isCodeOnly);
            var text = Documentation(property, token);
            if (converter is null)
            {
                mistakes.Add(Mistake.Of(Mistake.UnsupportedType, Place.Of(property), type.Name + "." + property.Name, property.Type.ToDisplayString()));
            }

            if (text.Length == 0)
            {
                mistakes.Add(Mistake.Of(Mistake.MissingDoc, Place.Of(property), type.Name + "." + property.Name));
            }

            var names = SpecNames(property, argument);
            if (parameters.Exists(other => other.Names.Intersect(names, StringComparer.Ordinal).Any()))
            {
                mistakes.Add(Mistake.Of(Mistake.DuplicateParameter, Place.Of(property), type.Name, names[0]));
            }

            parameters.Add(new ParameterModel(names, property, argument, converter ?? "", text));
        }
    }

    private static string Documentation(IPropertySymbol property, CancellationToken token)
    {
        for (var current = property; current is not null; current = current.OverriddenProperty)
        {
            var text = Docs.Summary(current, token);
            if (text.Length > 0)
            {
                return text;
            }
        }

        return property.ContainingType.AllInterfaces
            .SelectMany(task => task.GetMembers(property.Name).OfType<IPropertySymbol>())
            .Select(member => Docs.Summary(member, token))
            .FirstOrDefault(text => text.Length > 0) ?? "";
    }
}
