using System.Net.Http.Json;
using System.Text.Json;

namespace OnlineMl.Samples.Tests;

public class LiveServerTests
{
    [Fact]
    public async Task Server_LearnsFromALiveStream_AndAnswers()
    {
        using var server = RunningSample.Start("LiveServer", "--urls", "http://127.0.0.1:0", "--pause", "1");
        using var http = await server.ConnectAsync();
        using var limit = new CancellationTokenSource(TimeSpan.FromMinutes(1));

        await using var stream = await http.GetStreamAsync("api/stream/events/", limit.Token);
        using var events = new StreamReader(stream);
        while (await events.ReadLineAsync(limit.Token) is { } line && line != "event: label")
        {
        }

        var models = await http.GetFromJsonAsync<JsonElement>("api/models/", limit.Token);
        Assert.Equal(
            ["iris-groups", "temperature", "tumour", "weather"], models.GetProperty("models").EnumerateArray().Select(model => model.GetString()));
        var answer = await http.PostAsJsonAsync(
            "api/predict/",
            new { model = "temperature", features = new { day = 734600, precipitation = 0, temp_min = 8, wind = 3, weather = "sun" } },
            limit.Token);
        Assert.Equal(JsonValueKind.Number, (await answer.Content.ReadFromJsonAsync<JsonElement>(limit.Token)).GetProperty("prediction").ValueKind);
    }
}
