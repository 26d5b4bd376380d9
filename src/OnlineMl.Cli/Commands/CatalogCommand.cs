using System.CommandLine;
using System.Text.Json;
using OnlineMl.Catalog;
using Spectre.Console;

namespace OnlineMl.Cli.Commands;

/// <summary><c>onlineml catalog</c>: what a model spec may name.</summary>
internal sealed class CatalogCommand
{
    private readonly Argument<string?> _name = new("name") { HelpName = "name", Description = "A component; without one, all are listed.", Arity = ArgumentArity.ZeroOrOne };
    private readonly Option<bool> _json = new("--json") { Description = "Write JSON." };

    private CatalogCommand(Command command)
    {
        _name.CompletionSources.Add([.. ComponentCatalog.BuiltIn.Components.Select(component => component.Name)]);
        command.Add(_name);
        command.Add(_json);
        command.SetAction(parsed => Guard.Run(() => Run(parsed.GetValue(_name), parsed.GetValue(_json))));
    }

    public static Command Create()
    {
        var command = new Command("catalog", "List the components that a model spec may name, or the parameters of one.");
        _ = new CatalogCommand(command);
        return command;
    }

    private static int Run(string? name, bool asJson)
    {
        var components = ComponentCatalog.BuiltIn.Components;
        if (name is null)
        {
            Write(asJson, json => WriteAll(json, components, withParameters: false), () => ShowList(components));
            return ExitCodes.Success;
        }

        var found = ComponentCatalog.BuiltIn.Named(name);
        if (found.Count == 0)
        {
            throw new UsageException($"there is no component '{name}'; 'onlineml catalog' lists them.");
        }

        Write(asJson, json => WriteAll(json, found, withParameters: true), () => Show(found));
        return ExitCodes.Success;
    }

    private static void Write(bool asJson, Action<Utf8JsonWriter> write, Action show)
    {
        if (!asJson)
        {
            show();
            return;
        }

        using var stream = Console.OpenStandardOutput();
        using (var json = new Utf8JsonWriter(stream, new JsonWriterOptions { Indented = true }))
        {
            write(json);
        }

        stream.WriteByte((byte)'\n');
    }

    private static void WriteAll(Utf8JsonWriter json, IReadOnlyList<ComponentDescriptor> components, bool withParameters)
    {
        // A name that stands for one component is answered by that component.
        var isList = !withParameters || components.Count > 1;
        if (isList)
        {
            json.WriteStartArray();
        }

        foreach (var component in components)
        {
            component.WriteTo(json, withParameters);
        }

        if (isList)
        {
            json.WriteEndArray();
        }
    }

    private static void ShowList(IReadOnlyList<ComponentDescriptor> components)
    {
        var width = components.Max(component => component.Name.Length);
        foreach (var component in components)
        {
            Console.WriteLine($"{component.Name.PadRight(width)}  {component.Summary}");
        }
    }

    private static void Show(IReadOnlyList<ComponentDescriptor> components)
    {
        foreach (var component in components)
        {
            Show(component);
        }
    }

    private static void Show(ComponentDescriptor component)
    {
        Console.WriteLine($"{component.Name} ({string.Join(", ", component.Tasks)})");
        Console.WriteLine(component.Summary);
        if (component.Parameters.Count == 0)
        {
            return;
        }

        var table = new Table { Border = TableBorder.Rounded };
        table.AddColumns("parameter", "kind", "default", "range", "meaning");
        foreach (var parameter in component.Parameters)
        {
            var value = parameter.IsRequired ? "(required)" : parameter.DefaultText;
            table.AddRow(new Text(parameter.Name), new Text(parameter.Kind), new Text(value), new Text(parameter.Range), new Text(parameter.Help));
        }

        AnsiConsole.Write(table);
    }
}
