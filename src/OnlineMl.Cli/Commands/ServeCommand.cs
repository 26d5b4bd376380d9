using System.CommandLine;

namespace OnlineMl.Cli.Commands;

/// <summary><c>onlineml serve</c>: models over HTTP.</summary>
internal sealed class ServeCommand
{
    private readonly Option<string> _urls = new("--urls") { Description = "The addresses to listen on, separated by semicolons.", DefaultValueFactory = _ => "http://127.0.0.1:5000" };
    private readonly Option<string?> _storage = new("--storage") { Description = "The folder that keeps the models; without it they are kept in memory only." };
    private readonly Option<bool> _learnDuringPredict = new("--learn-during-predict") { Description = "Let transformers learn when a model predicts, as river before 0.19." };

    private ServeCommand(Command command)
    {
        command.Add(_urls);
        command.Add(_storage);
        command.Add(_learnDuringPredict);
        command.SetAction((parsed, cancellation) => RunAsync(parsed, cancellation));
    }

    public static Command Create()
    {
        var command = new Command("serve", "Serve models over HTTP with the River API.");
        _ = new ServeCommand(command);
        return command;
    }

    private async Task<int> RunAsync(ParseResult parsed, CancellationToken cancellation)
    {
        try
        {
            // A method of its own, so that the web assemblies are loaded for this command only.
            await Server.RunAsync(parsed.GetValue(_urls)!, parsed.GetValue(_storage), parsed.GetValue(_learnDuringPredict), cancellation);
            return ExitCodes.Success;
        }
        catch (Exception e) when (e is IOException or FormatException or UnauthorizedAccessException or InvalidOperationException)
        {
            return Guard.Run(() => throw new IOException(e.Message, e));
        }
    }
}
