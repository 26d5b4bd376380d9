using System.CommandLine;
using OnlineMl.Cli.Data;
using OnlineMl.Cli.Formats;
using OnlineMl.Cli.Output;
using OnlineMl.Datasets;
using OnlineMl.Features;

namespace OnlineMl.Cli.Commands;

/// <summary><c>onlineml convert</c>: data in another format.</summary>
internal sealed class ConvertCommand
{
    private readonly Option<string?> _output = new("--output", "-o")
    {
        Description = "The file to write, compressed when its name ends in .gz or .zst; '-' or nothing is standard output.",
    };

    private readonly Option<string?> _to = new("--to")
    {
        Description = "csv, tsv, ndjson, json, arff, libsvm, vw, parquet or excel; by default told from the name of the output, and csv for standard output.",
    };

    private readonly Option<bool> _force = new("--force") { Description = "Write over a file that is there." };
    private readonly DataOptions _data;

    private ConvertCommand(Command command)
    {
        _data = new DataOptions(command);
        _to.CompletionSources.Add([.. TableWriter.Names]);
        command.Add(_output);
        command.Add(_to);
        command.Add(_force);
        command.SetAction((parsed, cancellation) => Task.FromResult(Guard.Run(() => Run(parsed, cancellation))));
    }

    public static Command Create()
    {
        var command = new Command(
            "convert",
            "Write data in another format. Values stay as they are written; --number, --decimal-comma and --date read columns otherwise, and --target says which column is the label "
            + "where a format has a place for one.");
        _ = new ConvertCommand(command);
        return command;
    }

    private int Run(ParseResult parsed, CancellationToken cancellation)
    {
        var file = parsed.GetValue(_output) is { } named and not "-" ? named : null;
        var format = parsed.GetValue(_to) ?? FormatOf(file);
        if (!TableWriter.Names.Contains(format, StringComparer.Ordinal))
        {
            throw new UsageException($"--to is '{format}'; it must be one of {string.Join(", ", TableWriter.Names)}.");
        }

        if (file is not null && _data.InputsOf(parsed).FirstOrDefault(input => IsSame(input, file)) is not null)
        {
            throw new UsageException($"'{file}' is among the data that are read; --output must be another file.");
        }

        var limit = _data.LimitOf(parsed);
        using var data = _data.RowsOf(parsed);
        using var output = file is null ? null : new FinishedFile(file, parsed.GetValue(_force));
        var table = data.Peek(reader => TableSurvey.Of(reader, new WrittenNames(_data.TargetOf(parsed), _data.WeightOf(parsed), data.HasNamelessTarget), data.IsTyped, limit, cancellation));
        if (table.Rows > 0)
        {
            var stream = output?.Stream ?? Console.OpenStandardOutput();
            data.Use(reader => Copy(reader, table, format, stream, data.IsTyped, limit, cancellation));
        }
        else
        {
            data.Use(reader => reader.TryRead(new FeatureVector(), out _));
        }

        data.ExpectExamples(table.Rows, limit: long.MaxValue);
        output?.Finish();
        ResultWriter.TellCounts(data.Notes);
        return ExitCodes.Success;
    }

    private static string FormatOf(string? file) => file is null ? "csv"
        : DataFormat.OfOutput(file) ?? throw new UsageException($"the name of '{file}' does not tell its format; give --to, which is one of {string.Join(", ", TableWriter.Names)}.");

    private static bool IsSame(string input, string output) => input != "-" && File.Exists(input) && File.Exists(output) && string.Equals(Resolved(input), Resolved(output), StringComparison.Ordinal);

    private static string Resolved(string path) => File.ResolveLinkTarget(path, returnFinalTarget: true)?.FullName ?? Path.GetFullPath(path);

    private static long Copy(IExampleReader reader, TableSurvey table, string format, Stream stream, bool isTyped, long limit, CancellationToken cancellation)
    {
        using var writer = TableWriter.Create(format, stream, table.Columns, hasGaps: isTyped);
        var row = new WrittenRow(table.Columns, table.ColumnOfId, isTyped);
        var x = new FeatureVector();
        var rows = 0L;
        for (; rows < limit && reader.TryRead(x, out var target); rows++)
        {
            row.Fill(x, target, reader.Weight, (reader as ITableReader)?.Tag);
            writer.Write(row);
            cancellation.ThrowIfCancellationRequested();
        }

        writer.Complete();
        return rows;
    }
}
