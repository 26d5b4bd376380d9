using System.Net;
using System.Net.Http.Json;
using System.Text.Json;

namespace OnlineMl.Samples.Tests;

public class EmbeddedShopTests
{
    [Fact]
    public async Task Shop_LearnsWhoBuys()
    {
        using var shop = RunningSample.Start("EmbeddedShop", "--urls", "http://127.0.0.1:0", "--lostAfter", "00:00:01");
        using var http = await shop.ConnectAsync();
        for (var i = 0; i < 40; i++)
        {
            // Who comes from a search and looks at games buys; who looks at pans does not.
            await ViewAsync(http, $"buyer{i}", 2, "search");
            var order = await http.PostAsJsonAsync("orders", new { visitor = $"buyer{i}", product = 2 });
            Assert.Equal(HttpStatusCode.Created, order.StatusCode);
            await ViewAsync(http, $"passer-by{i}", 4, "advertisement");
        }

        var insights = await OutcomesAsync(http, 80);

        Assert.Equal(["Accuracy", "ROCAUC", "LogLoss"], insights.GetProperty("metrics").EnumerateObject().Select(metric => metric.Name));
        Assert.Equal(0, insights.GetProperty("waiting").GetInt32());
        var buyer = await ViewAsync(http, "newcomer1", 2, "search");
        var passerBy = await ViewAsync(http, "newcomer2", 4, "advertisement");
        Assert.InRange(buyer.GetProperty("chanceOfPurchase").GetDouble(), 0.6, 1);
        Assert.InRange(passerBy.GetProperty("chanceOfPurchase").GetDouble(), 0, 0.3);
        Assert.Equal("Free delivery today", passerBy.GetProperty("offer").GetString());
    }

    private static Task<JsonElement> ViewAsync(HttpClient http, string visitor, int product, string from) =>
        http.GetFromJsonAsync<JsonElement>($"products/{product}?visitor={visitor}&from={from}");

    // A visit is lost when its time is over, so the outcomes come by and by.
    private static async Task<JsonElement> OutcomesAsync(HttpClient http, int count)
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromMinutes(1));
        while (true)
        {
            var insights = await http.GetFromJsonAsync<JsonElement>("insights", limit.Token);
            if (insights.GetProperty("outcomes").GetProperty("labelled").GetInt32() == count)
            {
                return insights;
            }
        }
    }
}
